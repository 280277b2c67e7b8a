"""A question in another language than the document's is noticed, and nothing else is."""

from __future__ import annotations

import pytest

from docexplain.ingest.strings.languages import languages_of, other_language

ENGLISH = (
    "The landlord lets the flat on the second floor to the tenant from the first of March. The lease has no fixed end.",
    "The rent is 850 euros a month and is paid in advance, at the latest on the third working day of each month.",
    "The tenant pays a deposit of three rents. It is paid back within sixty days after the end of the lease.",
    "Year: 2023 | Rent: 850 | Heating: 120",
)
GERMAN = (
    "Der Vermieter vermietet dem Mieter ab dem ersten März die Wohnung im zweiten Stock auf unbestimmte Zeit.",
    "Die Miete beträgt 850 Euro im Monat und ist spätestens am dritten Werktag eines jeden Monats im Voraus zu zahlen.",
    "Der Mieter zahlt eine Kaution von drei Mieten. Sie wird sechzig Tage nach dem Ende des Vertrags zurückgezahlt.",
)
CHINESE = (
    "出租人自三月一日起将二楼的公寓租给承租人，租期不限。租金每月八百五十欧元，最迟于每月第三个工作日预付，逾期须付利息。"
    * 2,
)
FOREIGN = [
    "Wie hoch ist die Kaution?",
    "Quand le loyer est-il payé ?",
    "¿Cuánto cuesta la calefacción?",
    "Chi paga il riscaldamento?",
    "Quando é devolvida a caução?",
    "Wie betaalt de verwarming?",
    "Kiedy płaci się czynsz?",
    "Vem betalar värmen?",
    "Когда возвращают залог?",
    "押金什么时候退还？",
    "家賃はいつ払いますか？",
]


@pytest.mark.parametrize("question", FOREIGN)
def test_a_question_in_another_language(question):
    assert other_language(question, ENGLISH) == "English"


@pytest.mark.parametrize(
    "question",
    [
        "When is the deposit paid back?",
        "rent?",
        "IBAN",
        "Who signed?",
        "2023?",
        "Does Société Générale guarantee the lease of Jürgen Müller?",
        "Inventory turnover FY22",
        "Deposit José García",
        "???",
    ],
)
def test_a_short_question_or_one_with_names_is_not(question):
    assert other_language(question, ENGLISH) == ""


def test_a_document_in_any_language():
    assert other_language("When is the deposit paid back?", GERMAN) == "German"
    assert other_language("Wann wird die Kaution zurückgezahlt?", GERMAN) == ""
    assert other_language("When is the deposit paid back?", CHINESE * 2) == "Chinese"
    assert other_language("押金什么时候退还？", CHINESE * 2) == ""


def test_a_document_in_two_languages_is_asked_in_either():
    both = (*ENGLISH, *GERMAN)
    assert languages_of(both) == {"de", "en"}
    assert other_language("Wann wird die Kaution zurückgezahlt?", both) == ""
    assert other_language("Which floor is it on?", both) == ""
    assert other_language("Quand le loyer est-il payé ?", both) == "English and German"


def test_a_document_without_sentences_says_nothing():
    assert other_language("Quand le loyer est-il payé ?", ("A 1", "2023 | 2024", "Total: 850")) == ""
