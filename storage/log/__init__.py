"""The audit log: its hash chain, and what it says about what is stored."""
