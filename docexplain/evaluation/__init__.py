"""How good the explanations and the answers are, on a data set in SQuAD's format. Importing it loads no torch."""
