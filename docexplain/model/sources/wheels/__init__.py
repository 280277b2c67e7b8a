"""What comes off the package index in a wheel."""
