"""What the words of a question tell by themselves."""
