"""What a text says by its letters alone: cleaned, its hyphens, sentences and language."""
