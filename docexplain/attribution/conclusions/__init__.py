"""What follows from the effects: what to cite, the verdict, what is confirmed."""
