"""From the characters of a page to words, lines, blocks and sentences."""
