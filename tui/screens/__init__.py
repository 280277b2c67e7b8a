"""Whole screens beside the desk; each is given what it shows, and ends in what was chosen."""
