"""What of an answer's words speaks against it, by the text alone: other rows and years, copies, unknown names."""
