"""How much of a document a model reads: as much as is asked for, or as its speed allows."""
