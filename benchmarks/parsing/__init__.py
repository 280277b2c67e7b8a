"""Made PDFs of which every paragraph and word is known, and how well parsers find them again."""
