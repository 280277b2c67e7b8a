"""From the pages of a file to paragraphs, and what became of the rest."""
