"""One answer with what proves it, in one file that is checked without database and model."""
