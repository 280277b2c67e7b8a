"""Pretended devices: tensors say that they are on a GPU, are computed on the CPU, and fail where devices meet.

So code for layers on several GPUs runs, with its real numbers, on a machine without any.
"""

from __future__ import annotations

from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_flatten, tree_map

CPU = torch.device("cpu")
_DEVICE_OF = torch.Tensor.device.__get__


class PretendedDevices(TorchFunctionMode):
    """Inside the block every tensor has a place, ``device``, which ``.to`` and ``device=`` set and operations keep.

    As in PyTorch, numbers (tensors without a dimension) go with tensors anywhere, and so do indices from the CPU.
    """

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        if function == _DEVICE_OF:
            return _place(args[0])
        if function in (torch.Tensor.to, torch.Tensor.cpu):
            return _moved(function, args, kwargs)
        wanted = kwargs.pop("device", None)
        tensors = [x for x in tree_flatten((args, kwargs))[0] if isinstance(x, torch.Tensor) and x.dim()]
        places = {_place(x) for x in tensors}
        if function == torch.Tensor.__getitem__:
            places = {_place(args[0])} if places <= {CPU, _place(args[0])} else places
        if len(places) > 1:
            raise RuntimeError(f"Expected all tensors to be on the same device, but {function.__name__} got {places}")
        return _put(function(*args, **kwargs), torch.device(wanted) if wanted is not None else next(iter(places), CPU))


def _place(tensor: torch.Tensor) -> torch.device:
    return getattr(tensor, "pretended", CPU)


def _put(out: Any, place: torch.device) -> Any:
    def one(x: Any) -> Any:
        if isinstance(x, torch.Tensor):
            x.pretended = place
        return x

    return tree_map(one, out)


def _moved(function: Any, args: Any, kwargs: Any) -> torch.Tensor:
    tensor, *rest = args
    kwargs.pop("non_blocking", None)
    wanted = [x for x in (*rest, kwargs.pop("device", None)) if isinstance(x, str | torch.device)]
    place = CPU if function == torch.Tensor.cpu else torch.device(wanted[0]) if wanted else _place(tensor)
    dtypes = [x for x in rest if isinstance(x, torch.dtype)]
    out = tensor.to(*dtypes, **kwargs) if dtypes or kwargs else tensor
    if out is tensor and place != _place(tensor):  # the tensor itself stays where it is
        out = tensor.detach()
        if isinstance(tensor, torch.nn.Parameter):
            out = torch.nn.Parameter(out, requires_grad=False)
    return _put(out, place)
