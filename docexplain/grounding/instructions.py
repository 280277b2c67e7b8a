"""Whether a text speaks to a language model instead of to a reader: by its words and marks alone, without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from docexplain.grounding.spelling import as_it_looks, without_blanks
from docexplain.records import Document, Paragraph, Suspect

SAYS = {
    "overrides": "says to pass over other instructions or text",
    "addresses": "speaks to a language model",
    "dictates": "says what is to be answered",
    "plays": "is written as a part of a chat with a model",
}
"""What is said of a text by what it does, to follow "it"."""
HOLDS_TOKEN = "holds a token of chat templates, {}"
UNDER_NAME = "stands under the name of a file that {}"
CANNOT_BE_SEEN = "cannot be seen on the page: {}"

_TOKENS = re.compile(
    r"<\|(?:im_(?:start|end|sep)|system|user|assistant|tool|observation|end|start|message|channel|return|call|constrain"
    r"|endof(?:text|prompt|turn)|begin_of_text|end_of_text|(?:start|end)_header_id|e[ou][tm](?:_id)?|python_tag"
    r"|(?:start|end)_of_(?:role|turn|text)|(?:begin|end)[_\u2581]of[_\u2581]sentence|(?:begin|end)ofsentence"
    r"|(?:start|end)_of_turn_token|(?:user|system|chatbot)_token|turn_(?:start|end)|(?:user|system|assistant)_(?:start|end))\|>"
    r"|</?(?:start|end)_of_turn>|\[/inst\]|<</?sys>>|\[/?(?:system_prompt|available_tools|tool_calls|tool_results)\]"
)
_TAG = re.compile("[\U000e0020-\U000e007e]{4}")
_JOINED = re.compile(r"[_+-]+")
_FLAG = "\U0001f3f4"
_START = re.compile(
    r"(?<=\n)|(?<=[.!?:;\"'(\[>*|-] )|(?<=[\"'(\[>*])|\b(?:please|kindly|then|you must|you should|you will|you are to) "
)


def reason(text: str, control: Sequence[str] = ()) -> str:
    """What about a text is as if it spoke to a model, to follow "it"; empty for a text that a reader is meant by.

    Args:
        control: the control tokens of the model that reads it.
    """
    if token := _token(text, control):
        return HOLDS_TOKEN.format(token)
    looks = f"\n{as_it_looks(text)}"
    starts = [found.end() for found in _START.finditer(looks)]
    for does, (at_start, anywhere) in _phrases().items():
        if anywhere.search(looks) or any(at_start.match(looks, start) for start in starts):
            return SAYS[does]
    return CANNOT_BE_SEEN.format("it is written in characters that draw nothing") if _unseen(text) else ""


def suspects(
    document: Document, paragraphs: Sequence[Paragraph], control: Sequence[str] = (), names: Sequence[str] = ()
) -> tuple[Suspect, ...]:
    """The paragraphs that seem to speak to the model, and those whose text cannot be seen, in their order.

    Args:
        document: that they are from.
        control: see :func:`reason`.
        names: of the file that is told above each; empty where none is.
    """
    found = []
    for paragraph, name in zip(paragraphs, names or [""] * len(paragraphs), strict=True):
        hidden = document.hidden_in(paragraph.index)
        why = reason(paragraph.text, control) or (CANNOT_BE_SEEN.format(hidden) if hidden else "")
        why = why or _of_name(name, control)
        if why:
            found.append(Suspect(paragraph.index, why))
    return tuple(found)


def _of_name(name: str, control: Sequence[str]) -> str:
    """The same for the name of a file; other signs may stand in it for spaces."""
    said = name and (reason(name, control) or reason(_JOINED.sub(" ", name)))
    return UNDER_NAME.format(said) if said else ""


def _token(text: str, control: Sequence[str]) -> str:
    """The first token of chat templates that a text spells, as they are written; empty where it spells none."""
    if not any(sign in text for sign in "<[\uff1c\uff3b\u2039\u3008"):
        return ""
    dense = without_blanks(text)
    if found := _TOKENS.search(dense):
        return found.group()
    return next((token for token in control if (bare := without_blanks(token)) and bare in dense), "")


def _unseen(text: str) -> bool:
    return any(text[found.start() - 1] != _FLAG for found in _TAG.finditer(text))


@cache
def _phrases() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """By what they do all phrases as one expression: those at the start of a sentence, and those anywhere."""
    names: dict[str, str] = {}
    phrases: dict[str, tuple[list[str], list[str]]] = {}
    does = ""
    for line in files(__package__).joinpath("phrases.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if heading := re.fullmatch(r"\[\w+ (\w+)\]", line):
            does = heading[1]
            phrases.setdefault(does, ([], []))
        elif setting := re.fullmatch(r"([A-Z_]+) = (.+)", line):
            names[setting[1]] = setting[2]
        else:
            phrases[does][not line.startswith("^")].append(_expression(line.removeprefix("^"), names))
    return {does: (_any_of(at_start), _any_of(anywhere)) for does, (at_start, anywhere) in phrases.items()}


def _any_of(expressions: Sequence[str]) -> re.Pattern[str]:
    """One that matches nothing where there are none."""
    return re.compile("|".join(f"(?:{each})" for each in expressions) or "(?!)")


def _expression(line: str, names: dict[str, str]) -> str:
    line = re.sub(r"\{([A-Z_]+)\}", lambda name: names[name[1]], line)
    return re.sub(r"~(\d) ", r"(?:\\S+ ){0,\1}", line)
