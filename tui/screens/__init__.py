"""What takes the whole screen, beside the desk."""
