"""The walk over the log and what it vouches for, by ranges of entries: here, or in several processes."""
