"""Files that are made of a stored answer."""
