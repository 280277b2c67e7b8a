"""AttnLRP (Achtibat et al. 2024, "AttnLRP: Attention-Aware Layer-Wise Relevance Propagation for Transformers").

The rules are LXT's, the authors' library, in the form of corrected gradients: with them in place, relevance is input x
gradient (identity rule, eq. 9, for activations and normalisations; uniform rule, eq. 7, for products; the softmax's own
gradient, proposition 3.1). LXT puts them into transformers' classes for good and for all models, and its release 2.1
does not import beside transformers 5. So here its tables and functions alone are used, on one model, inside a ``with``
block.

LXT is not in the extra ``compare``: it depends on torchvision, whose build on the package index does not load beside a
PyTorch for CPUs, and then transformers does not load either. Nothing used here needs LXT's dependencies, so install it
without: ``pip install --no-deps lxt``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import torch
from transformers import AttentionInterface
from transformers.masking_utils import AttentionMaskInterface, sdpa_mask
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

from docexplain.errors import UnsupportedModelError, UsageError
from docexplain.evaluation.methods.extra import require
from docexplain.evaluation.methods.gradients import Target, answer_logits, input_x_gradient, of_answer
from docexplain.evaluation.methods.tokens import aggregate
from docexplain.evaluation.tasks import Task
from docexplain.model.forward import forward, probe_ids
from docexplain.model.internals import attention_set
from docexplain.model.language_model import LanguageModel
from docexplain.model.prefix.prefix import Prefix
from docexplain.records import Granularity

if TYPE_CHECKING:
    from transformers import PreTrainedModel

NAME = "docexplain-attnlrp"
"""Our entry in transformers' attention registry: LXT's rule around PyTorch's attention."""

_TOLERANCE = 1e-3  # of the spread of the logits; the rules must not change what the model says


class AttnLRP:
    """Relevance for the sum of the answer tokens' logits, teacher-forced: one forward and one backward pass.

    Logits are where the paper and LXT start. Starting at log-probabilities cost eight points of mean average precision
    on tokens (0.79 for 0.87, 24 questions of XQuAD, the default model).
    """

    name = "attnlrp"
    granularities = frozenset(Granularity)
    float32 = True

    def __init__(self) -> None:
        self._checked: WeakSet[PreTrainedModel] = WeakSet()

    def score(self, model: LanguageModel, task: Task, prefix: Prefix) -> dict[str, list[float]]:
        """See :meth:`docexplain.evaluation.methods.method.Method.score`.

        Raises:
            UsageError: LXT or Captum is not installed.
            UnsupportedModelError: LXT has no rules for this kind of model, or they change what it says.
        """
        if model.model not in self._checked:
            check_unchanged(model.model)
            self._checked.add(model.model)
        with relevance_rules(model.model):
            tokens = input_x_gradient(model, task, logit(model.model, task), self.name)
        return aggregate(tokens, task.segments, ("sum", "max"))


def logit(model: PreTrainedModel, task: Task) -> Target:
    """The sum of the answer tokens' logits."""
    return lambda inputs: of_answer(answer_logits(model, task, inputs), task)


@contextmanager
def relevance_rules(model: PreTrainedModel) -> Iterator[None]:
    """Let gradients inside the block follow LXT's rules; outputs stay the same.

    Raises:
        UsageError: LXT is not installed or does not import.
        UnsupportedModelError: LXT has no rules for this kind of model.
    """
    patches, table = _rules(model)
    _register_attention(patches)
    own = [(module, type(module)) for module in model.modules() if type(module) in table]
    with attention_set(model, NAME):
        try:
            for module, kind in own:
                module.__class__ = table[kind]
            yield
        finally:
            for module, kind in own:
                module.__class__ = kind


@torch.no_grad()
def check_unchanged(model: PreTrainedModel) -> None:
    """Run a dozen tokens with the rules and without: LXT may have been written for another version of the model.

    Raises:
        UnsupportedModelError: the logits differ.
    """
    ids = probe_ids(model)
    own = forward(model, ids).logits.float()
    with relevance_rules(model):
        ruled = forward(model, ids).logits.float()
    if not float((ruled - own).abs().mean()) <= _TOLERANCE * float(own.std()):
        raise UnsupportedModelError(
            f"LXT's rules change what {type(model).__name__} of this transformers version says: leave attnlrp out, "
            "or install another version of LXT."
        )


def _rules(model: PreTrainedModel) -> tuple[Any, Mapping[type, type]]:
    """LXT's patches, and for each kind of module its rules speak of, a subclass that follows them."""
    require("lxt", AttnLRP.name, install="--no-deps lxt")
    # LXT 2.1 stops half-way, at BERT (it imports find_pruneable_heads_and_indices, which transformers 5 no longer has).
    # What a failed import loaded before it failed stays loaded, and so do the tables of the decoders that come first.
    failure: Exception | None = None
    try:
        import_module("lxt.efficient")
    except (ImportError, RuntimeError) as error:
        failure = error
    patches = sys.modules.get("lxt.efficient.patches")
    if patches is None:
        raise UsageError(f"LXT does not import here ({failure}): install another version of lxt.") from failure
    family = type(model).__module__.split(".")[-2:][0]  # transformers.models.<family>.modeling_<family>
    rules: Mapping[Any, Any] = getattr(sys.modules.get(f"lxt.efficient.models.{family}"), "attnLRP", {})
    # Its tables are for classes, which other models share: so they are applied to a subclass of each.
    table = {kind: type(kind.__name__, (kind,), {}) for kind in rules if isinstance(kind, type)}
    used = {type(module) for module in model.modules()} & table.keys()
    if not used - {torch.nn.Dropout} or not all(rules[kind](table[kind]) for kind in used):
        raise UnsupportedModelError(
            f"LXT has no rules of AttnLRP for {type(model).__name__}: choose a Llama, Qwen2, Qwen3 or Gemma 3 model, "
            "or leave attnlrp out."
        )
    return patches, table


def _register_attention(patches: Any) -> None:
    AttentionInterface.register(NAME, patches.wrap_attention_forward(ALL_ATTENTION_FUNCTIONS["sdpa"]))
    AttentionMaskInterface.register(NAME, sdpa_mask)
