"""From bytes to an opened file: its kind, what is converted first, what it says about itself."""
