"""What a user has set, ``config.toml``: what it may say, what it says, what holds; and the verdict's calibrations."""
