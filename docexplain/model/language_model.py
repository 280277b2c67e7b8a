"""One wrapper around a causal language model of transformers: prompt, prefix, generation."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from transformers import PreTrainedModel, StoppingCriteria, StoppingCriteriaList
from transformers.generation.streamers import BaseStreamer

from docexplain.errors import ModelError, QuestionError, UnsupportedModelError
from docexplain.model.devices.placement import device_names, input_device
from docexplain.model.internals import is_recurrent
from docexplain.model.plain_text import control_tokens, encode_plain
from docexplain.model.prefix.prefix import Prefix, prefill
from docexplain.model.prompt import Frame, Prompt, frame_of, render
from docexplain.model.quantization import weights_text
from docexplain.model.quiet import quiet
from docexplain.model.repetition import Repetition
from docexplain.records import ModelInfo

_SAYS_MORE = (string.ascii_letters + string.digits).encode()
"""Than what a tokenizer might leave out, such as control characters."""
_GAP = b" \n"
_SHAPES = bytes.maketrans(_SAYS_MORE + _GAP, b"x" * len(_SAYS_MORE) + b" " * len(_GAP))
_NO_SHAPE = bytes(set(range(256)) - {*_SAYS_MORE, *_GAP})
_OVER_A_SPACE = re.compile(r"[^\sĠĊ▁][\sĠĊ▁]+[^\sĠĊ▁]")
"""In a vocabulary a space may be written as Ġ or ▁, a line break as Ċ."""


@dataclass(frozen=True, slots=True)
class Generation:
    """Generated tokens without the end mark; ``truncated`` when they end before one: at the limit, or, with fewer
    tokens than that, where the answer began to repeat itself."""

    ids: tuple[int, ...]
    text: str
    truncated: bool


GREEDY: dict[str, Any] = {
    "do_sample": False,
    "num_beams": 1,
    "temperature": None,
    "top_p": None,
    "top_k": None,
    "repetition_penalty": 1.0,
    "no_repeat_ngram_size": 0,
    "cache_implementation": None,
}
"""Plain greedy decoding, whatever the model's own generation settings say."""


class LanguageModel:
    """A loaded causal language model with its tokenizer.

    Args:
        model: any decoder model of transformers whose attention goes through its attention registry.
        tokenizer: the model's fast tokenizer.
        name: what the record of an answer calls it.
        fingerprint: identifies the weights, such as ``sha256:`` and the hash of their file; empty when unknown: then
            answers are saved only where the session allows it.

    Raises:
        ModelError: ``model`` is no loaded model, or the tokenizer is not a fast one.

    Attributes:
        model: in evaluation mode, which this sets.
        info: what the record says of it.
        device: where its inputs go.
        files: name and SHA-256 of each file that was loaded; of the default model, whose files are made on each
            machine, of what they hold. Empty for a model that was handed over.
    """

    def __init__(self, model: PreTrainedModel, tokenizer: Any, *, name: str = "", fingerprint: str = "") -> None:
        if not isinstance(model, torch.nn.Module):
            raise ModelError(
                f"LanguageModel takes a loaded model of transformers and its tokenizer, not {type(model).__name__}: "
                "load it first, or give its hub id or folder where a model is asked for."
            )
        if not getattr(tokenizer, "is_fast", False):
            raise ModelError(f"{name or 'The model'} has no fast tokenizer, which paragraph positions need.")
        self.model = model.eval()
        self.tokenizer = tokenizer
        self.frame: Frame = frame_of(tokenizer)
        self.files: tuple[tuple[str, str], ...] = ()
        self.device = input_device(model)
        self._keeps_none = is_recurrent(model)
        devices = device_names(model)
        self._gpus = [device for device in devices if device.startswith("cuda")]
        weights = weights_text(model.config)
        self.info = ModelInfo(
            name=name or str(getattr(model.config, "_name_or_path", "") or type(model).__name__),
            architecture=type(model).__name__,
            fingerprint=fingerprint,
            dtype=str(model.dtype).removeprefix("torch.") + (f", {weights}" if weights else ""),
            device=", ".join(devices),
            parameters=model.num_parameters(),
            context_tokens=_context_tokens(model.config),
        )

    def __repr__(self) -> str:
        return f"<LanguageModel {self.info.name!r}: {self.info.architecture}, {self.info.dtype} on {self.info.device}>"

    def render(self, paragraphs: Sequence[str], question: str, above: Sequence[str] = ()) -> Prompt:
        """See :func:`docexplain.model.prompt.render`."""
        return render(self.tokenizer, self.frame, paragraphs, question, above)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text on its own."""
        backend = self.tokenizer.backend_tokenizer  # asked directly it does not find the places of the tokens too
        backend.encode_special_tokens = True
        backend.no_truncation()
        backend.no_padding()
        return [len(encoding) for encoding in backend.encode_batch_fast(list(texts), add_special_tokens=False)]

    def least_tokens(self, texts: Sequence[str]) -> list[int]:
        """Numbers that those of :meth:`count_tokens` never fall below, found in a fraction of its time: the words of a
        text, where no token of the vocabulary reaches over the space between two; else 0."""
        if not self._words_apart:
            return [0] * len(texts)
        return [(b" " + _shape(text)).count(b" x") for text in texts]

    @cached_property
    def _words_apart(self) -> bool:
        return not any(_OVER_A_SPACE.search(token) for token in self.tokenizer.get_vocab())

    @property
    def attention(self) -> str:
        """The attention implementation of transformers that the model answers with."""
        return str(getattr(self.model.config.get_text_config(), "_attn_implementation", "") or "")

    def encode_answer(self, text: str) -> tuple[int, ...]:
        """Token ids of a given answer, as the model would have written it after the prompt.

        Raises:
            QuestionError: the answer is empty.
        """
        stripped = text.strip()
        # After "A:" an answer starts with a space; after a chat template's line break it does not.
        spaced = stripped if self.frame.tail else " " + stripped
        ids = tuple(encode_plain(self.tokenizer, spaced)[0])
        if not stripped or not ids:
            raise QuestionError("The given answer is empty: write the text to explain.", remedies=("answer",))
        return ids

    @cached_property
    def chat_tokens(self) -> tuple[str, ...]:
        """The tokens that a chat is made of: those that the model's template writes, and others of their kind."""
        template = self.frame.head + self.frame.tail
        return tuple(token for token in control_tokens(self.tokenizer).values() if token in template or "|" in token)

    def prefill(self, ids: Sequence[int], progress: Callable[[int, int], None] = lambda _done, _total: None) -> Prefix:
        """Keys and values of ``ids``; none of a model that does not keep them by layer, which reads all of a prompt
        anew each time. ``progress``: see :func:`docexplain.model.prefix.prefix.prefill`."""
        try:
            prefix = Prefix.without_keys(ids) if self._keeps_none else prefill(self.model, ids, progress)
        except UnsupportedModelError:  # it passed the check for deletion only
            prefix = Prefix.without_keys(ids)
        self.finish()
        return prefix

    def finish(self) -> None:
        """Wait until every device has done what it was given, so that a clock read after it tells the truth."""
        for gpu in self._gpus:
            torch.cuda.synchronize(gpu)

    def generate(
        self,
        prefix: Prefix,
        tail_ids: Sequence[int],
        *,
        max_new_tokens: int = 64,
        on_text: Callable[[str], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Generation:
        """Answer greedily, until the answer ends or repeats itself; ``on_text`` gets each piece of text as soon as it
        is whole, and cannot turn out to be a repetition."""
        ids = torch.tensor([[*prefix.ids, *tail_ids]], device=self.device)
        repetition = Repetition(self.decode)
        streamer = _TextStream(self.decode, self._end_ids(), repetition, on_text)
        with quiet(), torch.inference_mode():
            output = self.model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                cache=prefix.as_cache() if prefix.keys else None,
                **self.decoding(max_new_tokens),
                pad_token_id=self._pad_id(),
                streamer=streamer,
                stopping_criteria=StoppingCriteriaList([_Ended(lambda: cancelled() or repetition.start is not None)]),
            )
        new = output[0, ids.shape[1] :].tolist()
        ends = self._end_ids()
        end = next((i for i, token in enumerate(new) if token in ends), len(new))
        stop = end if repetition.start is None else repetition.start
        cut = stop < end or end == len(new)
        return Generation(tuple(new[:stop]), self.decode(new[:stop]).strip(), truncated=cut)

    def decoding(self, max_new_tokens: int) -> dict[str, Any]:
        """How tokens are chosen and when it ends, as transformers names it; a repetition ends it too."""
        return {**GREEDY, "max_new_tokens": max_new_tokens, "eos_token_id": sorted(self._end_ids()) or None}

    def decode(self, ids: Sequence[int]) -> str:
        """The text of token ids, without special tokens."""
        return str(self.tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False))

    def decode_with_offsets(self, ids: Sequence[int]) -> tuple[str, list[tuple[int, int]]]:
        """An answer's text, and the characters of each of its tokens."""
        return self.decode(ids).strip(), self.token_offsets(ids)

    def token_offsets(self, ids: Sequence[int]) -> list[tuple[int, int]]:
        """Characters of each token in ``decode(ids).strip()``, start and end (exclusive).

        A token that holds only part of a character gets the whole character; so neighbours may share one.
        """
        whole = self.decode(ids)
        lead = len(whole) - len(whole.lstrip())
        length = len(whole.strip())
        ends = [len(self.decode(ids[: i + 1]).rstrip("\ufffd")) for i in range(len(ids))]
        offsets = []
        for i, end in enumerate(ends):
            start = ends[i - 1] if i else 0
            stop = end if end > start else min(start + 1, len(whole))
            offsets.append((min(max(start - lead, 0), length), min(max(stop - lead, 0), length)))
        return offsets

    def _end_ids(self) -> set[int]:
        configured = self.model.generation_config.eos_token_id
        ends = set(configured if isinstance(configured, list) else [configured]) | {self.tokenizer.eos_token_id}
        return {end for end in ends if end is not None}

    def _pad_id(self) -> int:
        pad = self.tokenizer.pad_token_id
        return int(pad if pad is not None else next(iter(self._end_ids()), 0))


def _shape(text: str) -> bytes:
    """What :data:`_SAYS_MORE` as x, the gaps between words as spaces, the rest left out."""
    return text.encode(errors="replace").translate(_SHAPES, _NO_SHAPE)


def _context_tokens(config: Any) -> int:
    config = config.get_text_config()
    return int(getattr(config, "max_position_embeddings", 0) or 2048)


class _Ended(StoppingCriteria):
    def __init__(self, ended: Callable[[], bool]) -> None:
        self.ended = ended

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **kwargs: Any) -> torch.Tensor:
        return torch.full((input_ids.shape[0],), self.ended(), dtype=torch.bool, device=input_ids.device)


class _TextStream(BaseStreamer):
    """Hands on text as soon as it ends at a whole character, skipping the prompt that generate puts first.

    White space waits for what follows it, and what may be a repetition until it is none, so that the pieces add up to
    the answer.
    """

    def __init__(
        self,
        decode: Callable[[Sequence[int]], str],
        ends: Collection[int],
        repetition: Repetition,
        on_text: Callable[[str], None] | None,
    ) -> None:
        self.decode, self.ends, self.repetition, self.on_text = decode, ends, repetition, on_text
        self.ids: list[int] = []
        self.sent = 0
        self.prompt_seen = False

    def put(self, value: torch.Tensor) -> None:
        if not self.prompt_seen:
            self.prompt_seen = True
            return
        for token in value.reshape(-1).tolist():
            if token not in self.ends:
                self.ids.append(token)
                self.repetition.add(token)
        self._send(len(self.ids) - self.repetition.pending)

    def end(self) -> None:
        # With a character that broke off at the token limit.
        self._send(len(self.ids) if self.repetition.start is None else self.repetition.start, whole=False)

    def _send(self, tokens: int, *, whole: bool = True) -> None:
        """The text of the first ``tokens``, if it ends at a ``whole`` character."""
        if self.on_text is None:
            return
        text = self.decode(self.ids[:tokens]).strip()
        if len(text) > self.sent and not (whole and text.endswith("\ufffd")):
            self.on_text(text[self.sent :])
            self.sent = len(text)
