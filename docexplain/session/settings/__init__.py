"""The user's settings, ``config.toml``: what they may say, what they say, and what holds."""
