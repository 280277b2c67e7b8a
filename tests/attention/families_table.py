"""The table of model families in the docs, from what the tests check.

Renew it with ``python -m tests.attention.families_table > docs/families.md``.
"""

from __future__ import annotations

from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES as CLASSES

from tests.attention.outcomes import DELETION, EXACT, REFUSED

ABOVE = """# Model families

What docexplain makes of {} families that transformers loads as causal language models. Each was built tiny with random
weights and compared with an independent recomputation; a test does so again and again. The check runs on every model
when it is loaded, so a family that is not listed here is judged then.

- **exact**: attention is suppressed, and the effects equal a recomputation of the whole prompt.
- **deletion**: layers carry a state from token to token beside attention, so suppression cannot be exact. Each
  paragraph is left out of the prompt instead (`--mode deletion`), which costs one reading of the rest for each.
- **refused**: neither, for the reason given. Decoders among them can be asked with `--mode deletion`.

Encoder-decoders such as T5 and BART are refused. Of image-text models the language model reads the text.

This table is made by `python -m tests.attention.families_table > docs/families.md`.

| family | class | explained | why not otherwise |
|---|---|---|---|
"""


def table() -> str:
    """The page, in Markdown."""
    rows = [(family, "exact", "") for family in EXACT]
    rows += [(family, "deletion", "recurrent layers") for family in DELETION]
    rows += [(family, "refused", why) for why, families in REFUSED.items() for family in families]
    lines = [f"| {family} | {_class(family)} | {how} | {why} |\n" for family, how, why in sorted(rows)]
    return ABOVE.format(len(rows)) + "".join(lines)


def _class(family: str) -> str:
    name = CLASSES[family]
    return name if isinstance(name, str) else name[0]


if __name__ == "__main__":
    print(table(), end="")
