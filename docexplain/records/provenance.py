"""What produced an answer, down to what a third party needs to run it again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HashedFile:
    """A file that the model was loaded from, or of the default model, whose files differ by machine, what they hold.

    Attributes:
        name: in the model's folder; ``tensors`` and ``tokenizer`` of the default model.
        sha256: of its bytes, lower-case hex.
    """

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ReadParagraph:
    """A paragraph as the model saw it.

    Attributes:
        index: in the document, or through all documents.
        pages: on which it stands.
        sha256: of what was read of its text, in UTF-8.
    """

    index: int
    pages: tuple[int, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What produced an answer.

    Attributes:
        prompt_ids: the tokens of the prompt, exactly as the model read them.
        paragraphs: what was read of the document, in document order.
        files: what the model was loaded from; empty for a model given in memory.
        tokenizer: class name in transformers.
        attention: the model's own attention implementation, such as ``sdpa``.
        threads: of the processor, used by torch.
        packages: name and version of what computed: torch, transformers and others.
        python: its version.
        platform: operating system and processor.
        generation: how tokens were chosen, as names and values in JSON, such as ``("do_sample", "false")``; empty for
            an answer that was given.
        user: who was logged in; empty where that is switched off.
        host: name of the machine; empty where that is switched off.
    """

    prompt_ids: tuple[int, ...]
    paragraphs: tuple[ReadParagraph, ...]
    files: tuple[HashedFile, ...] = ()
    tokenizer: str = ""
    attention: str = ""
    threads: int = 0
    packages: tuple[tuple[str, str], ...] = ()
    python: str = ""
    platform: str = ""
    generation: tuple[tuple[str, str], ...] = ()
    user: str = ""
    host: str = ""
