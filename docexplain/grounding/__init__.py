"""Whether what an answer names stands in the text, and whether the text speaks to the model instead of a reader."""
