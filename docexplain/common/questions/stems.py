"""Words by their stems."""

from __future__ import annotations

from collections.abc import Sequence


def stemmed(words: Sequence[str]) -> list[str]:
    """The stem of each word, which is in small letters: other forms of a word have the same, other words have not."""
    import Stemmer  # what it makes is not thread-safe, so each use makes one

    stems: list[str] = Stemmer.Stemmer("english", 0).stemWords(words)
    return stems
