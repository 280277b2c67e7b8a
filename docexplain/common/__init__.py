"""What every part may use: text made safe to draw, records as JSON values, private files, the machine."""
