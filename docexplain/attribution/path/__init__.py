"""All of the document's tokens at once: the answer's gradient, integrated along their attention."""
