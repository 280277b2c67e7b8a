"""What opens over the panes and goes again; each is given what it shows, and ends in what was chosen."""
