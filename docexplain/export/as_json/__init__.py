"""A stored answer as a JSON object, described in docs/json.md."""
