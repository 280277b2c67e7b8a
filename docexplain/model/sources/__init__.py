"""Where models come from, and what tells one from another."""
