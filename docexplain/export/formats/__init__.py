"""An answer as a file for somebody else: each module makes one format out of an ``Exported``."""
