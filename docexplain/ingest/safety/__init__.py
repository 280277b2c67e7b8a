"""What a file may not be or do, and what of it is damaged."""
