"""One page: classified boxes in reading order, headings, hidden text."""
