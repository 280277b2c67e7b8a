"""The record of an answer: what was read, said and measured, and what produced it."""
