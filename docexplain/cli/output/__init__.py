"""What the commands print: text for a terminal or a pipe, and JSON."""
