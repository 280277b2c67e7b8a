"""Charts that are drawn with text: which value is of which category."""
