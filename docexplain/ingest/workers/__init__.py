"""Processes of their own that read pages, and what they and we say to each other."""
