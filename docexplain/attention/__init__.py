"""Turn the attention to chosen tokens down, in any decoder of transformers, without touching its code.

Equations are in :mod:`docexplain.attention.suppression`, the way into the model in
:mod:`docexplain.attention.hook`. Importing this package loads no torch.
"""
