"""Segments of a prompt in, their effects on an answer out (AtMan). Importing this package loads no torch."""
