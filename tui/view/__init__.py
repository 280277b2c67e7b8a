"""What is drawn, computed from records: pure functions and plain values."""
