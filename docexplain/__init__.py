"""docexplain."""
