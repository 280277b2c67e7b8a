"""Tables as text, one line a row: their columns, rows, heads and sections."""
