"""Signed checkpoints of the audit log: what they say, their keys, their files, and time stamps by an authority."""
