"""What a session has stored: listed, searched, looked at and taken away. No model is needed for any of it."""
