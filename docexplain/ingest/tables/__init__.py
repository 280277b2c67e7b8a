"""Tables as text: their columns, rows and heads, and one line a row with the name of its column before each value."""
