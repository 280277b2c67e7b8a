"""Whether what a file calls the text of a page is what the page shows."""
