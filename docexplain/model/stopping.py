"""Stop a model in the middle of its work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from torch import nn


@contextmanager
def stoppable(model: nn.Module, check: Callable[[], None]) -> Iterator[None]:
    """Inside the block ``check`` is called before every step of the model (each module that has no others in it).

    What it raises ends the model's work, whatever that is: reading a prompt, generating, scoring rows. So how long it
    takes to stop does not depend on how much goes through the model at once, which decides how fast it is.
    """

    def before(_module: nn.Module, _inputs: Any) -> None:
        check()

    hooks = [module.register_forward_pre_hook(before) for module in model.modules() if not any(module.children())]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
