"""Headers that are none, and what is a header though it looks like an item of a list."""
