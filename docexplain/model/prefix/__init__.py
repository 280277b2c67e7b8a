"""What a model keeps of a prompt, read piece by piece."""
