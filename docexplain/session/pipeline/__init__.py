"""The steps of one question: choose, read, explain, record."""
