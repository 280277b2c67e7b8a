"""The use case: ingest, select, answer, attribute, save."""
