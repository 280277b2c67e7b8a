"""The settings screen, and that of the keys."""
