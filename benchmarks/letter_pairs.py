"""Make the tables of docexplain/ingest/legibility/letter_pairs.py from the n-gram profiles of a folder of langdetect's.

    pip install langdetect
    python benchmarks/letter_pairs.py .../langdetect/profiles

langdetect counted them in Wikipedia's articles (Apache License 2.0). Each language of a script weighs the same.
"""

from __future__ import annotations

import json
import sys
from math import log
from pathlib import Path

from docexplain.ingest.legibility.letters import folded

SCRIPTS = {
    "abcdefghijklmnopqrstuvwxyz": "af ca cs cy da de en es et fi fr hr hu id it lt lv nl no pl pt ro sk sl so sq sv sw "
    "tl tr vi",
    "αβγδεζηθικλμνξοπρστυφχψω": "el",
    "абвгдежзиклмнопрстуфхцчшщъыьэюяєіґђјљњћџѕ": "bg mk ru uk",
    "אבגדהוזחטיכלמנסעפצקרשתךםןףץ": "he",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءگچپکیےںہ": "ar fa ur",
}
LEVELS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
RAREST = 1e-6
"""Share of a pair that no profile has."""


def rows(profiles: Path, letters: str, languages: list[str]) -> list[str]:
    """A string for each first letter, with a level for each second one."""
    shares = dict.fromkeys((a + b for a in letters for b in letters), RAREST)
    for language in languages:
        counts: dict[str, int] = {}
        for pair, count in json.loads((profiles / language).read_text("utf-8"))["freq"].items():
            if len(pair) == 2 and (plain := folded(pair)) in shares:
                counts[plain] = counts.get(plain, 0) + count
        for plain, count in counts.items():
            shares[plain] += count / sum(counts.values()) / len(languages)
    total = sum(shares.values())
    return ["".join(LEVELS[max(0, round(-4 * log(shares[a + b] / total)) - 12)] for b in letters) for a in letters]


def main() -> None:
    """Print the tables."""
    for letters, languages in SCRIPTS.items():
        print(f'    "{letters}": (')
        for row in rows(Path(sys.argv[1]), letters, languages.split()):
            print(f'        "{row}",')
        print("    ),")


if __name__ == "__main__":
    main()
