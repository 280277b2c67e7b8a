"""How a session finds the paragraphs that matter to a question."""
