"""How likely an answer is under any suppression."""
