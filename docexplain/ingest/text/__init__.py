"""From the characters of a page to words, lines and blocks."""
