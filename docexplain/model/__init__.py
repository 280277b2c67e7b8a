"""A causal language model of transformers: found, loaded, prompted, run. Importing it loads no torch."""
