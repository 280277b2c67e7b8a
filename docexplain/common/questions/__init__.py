"""What the words of a question, or of a title, tell by themselves."""
