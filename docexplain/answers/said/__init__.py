"""What is said about an answer, once for every front end: sentences, safe to draw."""
