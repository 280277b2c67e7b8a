"""Hyphens at lines' ends: those that belong to the word stay, those that break it go, in five languages."""

from __future__ import annotations

import pytest

from docexplain.ingest.strings.cleaning import join_lines, vocabulary
from docexplain.ingest.strings.hyphens import language_of

PROSE = {
    "en": "the price of the goods is paid to the seller and this is not for that which they are from",
    "de": "der Preis der Ware und die Kosten, das ist nicht von der Partei mit dem Vertrag für ein Jahr",
    "fr": "le prix de la chose et les frais dans une année, que la partie est sur le point pour des biens",
    "es": "el precio de las cosas y los gastos, que la parte es por una cosa del contrato con su firma",
    "nl": "het huis van de partij en een jaar is niet met de prijs voor zijn werk dat wordt door",
}


def joined(broken, language="en", also=""):
    lines = broken.split("/")
    return join_lines(lines, vocabulary([PROSE[language], also, *lines]))[0]


@pytest.mark.parametrize("language", PROSE)
def test_the_language_shows_in_its_common_words(language):
    assert language_of(vocabulary([PROSE[language]])) == language
    assert language_of(frozenset({"loan"})) == "en"


@pytest.mark.parametrize(
    "word",
    [
        "long-/term",
        "24-/hour",
        "Co-/operation",
        "co-/ordinate",
        "re-/enter",
        "non-/GAAP",
        "non-/controlling",
        "year-/end",
        "well-/known",
        "COVID-/19",
        "COVID-/related",
        "twenty-/one",
        "third-/party",
        "euro-/denominated",
        "state-of-the-/art",
        "state-/of-the-art",
        "day-to-/day",
        "year-over-/year",
        "2019-/2020",
        "A-/B",
        "XR-200-/b",
        "Anglo-/Saxon",
        "www.foo-/bar.com",
        "name@north-/field.com",
        "12b\u2011/2",
    ],
)
def test_a_hyphen_that_belongs_stays(word):
    assert joined(f"a {word} is") == f"a {word.replace('/', '')} is"


@pytest.mark.parametrize(
    "word",
    ["agree-/ment", "re-/sponsible", "sub-/sidiaries", "con-/tract", "well-estab-/lished", "AGREE-/MENT", "Pay-/ments"],
)
def test_a_hyphen_that_breaks_a_word_goes(word):
    assert joined(f"a {word} is") == f"a {word.replace('-/', '')} is"


def test_the_document_knows_best():
    assert joined("a long-/term", also="all longterm loans") == "a longterm"
    assert joined("the on-/line", also="an on-line shop") == "the on-line"
    assert joined("the co-/operation", also="in cooperation with") == "the cooperation"
    assert joined("eine hessen-/nassauische Stadt", "de", also="in Hessen-Nassau") == "eine hessen-nassauische Stadt"


@pytest.mark.parametrize(
    ("language", "broken", "expected"),
    [
        ("de", "die Vertrags-/partei", "die Vertragspartei"),
        ("de", "die Haupt-/und Nebenkosten", "die Haupt- und Nebenkosten"),
        ("de", "die Ein-/bzw. Ausfuhr", "die Ein- bzw. Ausfuhr"),
        ("de", "die Lufthansa-/Aktie", "die Lufthansa-Aktie"),
        ("de", "die baden-/württembergische Steuer", "die baden-württembergische Steuer"),
        ("de", "ein rheinland-/pfälzisches Amt", "ein rheinland-pfälzisches Amt"),
        ("de", "die deutsch-/französischen Verträge", "die deutsch-französischen Verträge"),
        ("de", "ein kaufmännisch-/technischer Leiter", "ein kaufmännisch-technischer Leiter"),
        ("de", "die öffentlich-/rechtlichen Sender", "die öffentlich-rechtlichen Sender"),
        ("de", "das Rhein-/land", "das Rheinland"),
        ("de", "ein wirtschaft-/licher Grund", "ein wirtschaftlicher Grund"),
        ("de", "die Möglich-/keit", "die Möglichkeit"),
        ("de", "die persön-/liche Haftung", "die persönliche Haftung"),
        ("de", "eine österreich-/ische Firma", "eine österreichische Firma"),
        ("fr", "au-/delà", "au-delà"),
        ("fr", "la plus-/value", "la plus-value"),
        ("fr", "la main-/d\u2019œuvre", "la main-d\u2019œuvre"),
        ("fr", "les obliga-/tions", "les obligations"),
        ("fr", "le con-/trat", "le contrat"),
        ("fr", "peut-/être", "peut-être"),
        ("fr", "la sous-/évaluation", "la sous-évaluation"),
        ("fr", "signez-/vous", "signez-vous"),
        ("es", "el con-/trato", "el contrato"),
        ("es", "el reem-/plazo", "el reemplazo"),
        ("nl", "de huurover-/eenkomst", "de huurovereenkomst"),
        ("nl", "de zee-/eend", "de zee-eend"),
        ("nl", "de in-/en uitvoer", "de in- en uitvoer"),
        ("en", "short-/and long-term", "short- and long-term"),
    ],
)
def test_each_language_has_its_own_rules(language, broken, expected):
    assert joined(broken, language) == expected
