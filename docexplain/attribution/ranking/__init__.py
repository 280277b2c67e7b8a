"""From scores to effects, one for each segment (eq. 3), and to a ranking."""
