"""Devices and number formats, and what fits there."""
