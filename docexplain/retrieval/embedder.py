"""Vectors of texts that are close where the texts mean something similar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docexplain.common.lazy_imports import lean_imports
from docexplain.model.devices.choice import choose_dtype
from docexplain.model.quiet import quiet
from docexplain.model.sources.embedding_model import TOKENIZER

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

MOST_TOKENS = 256
"""Of one text; the model was trained on no longer ones."""
_HEADING_TOKENS = 48
_AT_ONCE = 16


class Embedder:
    """A BERT model that embeds texts by the mean of its last states, normalised, as all-MiniLM-L6-v2 was trained.

    Args:
        folder: its configuration, weights and tokenizer, already checked.
        id: tells its vectors from those of another model.

    Attributes:
        dimensions: of a vector.
    """

    def __init__(self, folder: Path, id: str) -> None:
        with lean_imports():
            import torch
            from transformers import BertModel
        from tokenizers import Tokenizer

        self.id = id
        dtype = choose_dtype(torch.device("cpu"))
        with quiet():
            self._model: Any = BertModel.from_pretrained(folder, dtype=dtype, local_files_only=True).eval()
        self.dimensions: int = self._model.config.hidden_size
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._frame: list[int] = self._tokenizer.encode("").ids  # [CLS] and [SEP]

    def embed_question(self, question: str) -> NDArray[Any]:
        """float16, (dimensions,)."""
        vectors = self._embedded([self._framed(self._tokens(question)[: MOST_TOKENS - 2])])
        vector: NDArray[Any] = vectors[0]
        return vector

    def embed(self, texts: Sequence[tuple[str, str, int]], progress: Callable[[int, int], None]) -> list[NDArray[Any]]:
        """One or more vectors of each text; float16, (pieces, dimensions) each.

        Args:
            texts: what stands above each, which every piece of it begins with; the text; and in how many pieces it is
                embedded at most. What is behind them is left out.
            progress: called with texts done and texts in all; what it raises ends the work.
        """
        import numpy as np

        pieces = [self._pieces(*text) for text in texts]
        found: list[Any] = [None] * len(texts)
        # Those of a length together: the shorter ones of a batch are filled up to the longest.
        order = sorted(range(len(texts)), key=lambda i: len(pieces[i][0]))
        progress(0, len(texts))
        for start in range(0, len(order), _AT_ONCE):
            batch = order[start : start + _AT_ONCE]
            vectors = self._embedded([piece for i in batch for piece in pieces[i]])
            ends = np.cumsum([len(pieces[i]) for i in batch])
            for i, part in zip(batch, np.split(vectors, ends[:-1]), strict=True):
                found[i] = part
            progress(min(start + _AT_ONCE, len(order)), len(order))
        return found

    def _pieces(self, above: str, text: str, most: int) -> list[list[int]]:
        heading = self._tokens(above)[:_HEADING_TOKENS]
        body, room = self._tokens(text), MOST_TOKENS - 2 - len(heading)
        starts = range(0, max(len(body), 1), room)[:most]
        return [self._framed([*heading, *body[start : start + room]]) for start in starts]

    def _tokens(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def _framed(self, ids: list[int]) -> list[int]:
        first, last = self._frame
        return [first, *ids, last]

    def _embedded(self, rows: Sequence[Sequence[int]]) -> NDArray[Any]:
        import torch

        with torch.inference_mode():
            ids = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
            here = torch.zeros_like(ids)
            for i, row in enumerate(rows):
                ids[i, : len(row)] = torch.tensor(row)
                here[i, : len(row)] = 1
            states: torch.Tensor = self._model(ids, attention_mask=here).last_hidden_state.float()
            means = (states * here[..., None]).sum(1) / here.sum(1, keepdim=True)
            vectors: NDArray[Any] = torch.nn.functional.normalize(means, dim=1).half().numpy()
        return vectors
