"""A causal language model of transformers: found, loaded, prompted, run. Importing it loads no torch."""

import logging

# transformers imports torchao whenever it is installed, and torchao tells of each part that is for other hardware.
for _chatty in ("torchao", "torch.utils._pytree"):
    logging.getLogger(_chatty).setLevel(logging.ERROR)
