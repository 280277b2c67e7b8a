"""An answer as text: its panel, and its figures explained."""
