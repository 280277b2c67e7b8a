"""Numbers, dates and names of an answer, looked up in the text it was given to read: pure functions, no model."""
