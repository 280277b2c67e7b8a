"""Pages without usable text, read by Tesseract."""
