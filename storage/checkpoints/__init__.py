"""Signed checkpoints beside the log: made by hand or when they are due, and checked against the log."""
