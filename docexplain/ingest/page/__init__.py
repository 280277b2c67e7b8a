"""One page: classified boxes in reading order, tables, headings, hidden text."""
