"""An answer as text: its panel, its figures explained, and its entry in the audit log."""
