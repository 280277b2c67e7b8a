"""A document as rows of the screen: broken into lines, tables in columns, what was found in it, and drawn."""
