"""Forms: fields that are filled in, boxes to tick, and values with their labels."""
