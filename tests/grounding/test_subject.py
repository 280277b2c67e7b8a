"""Whether what a question names stands anywhere in a document."""

from __future__ import annotations

import pytest

from docexplain.common.questions.names import names_in
from docexplain.grounding.subject import unknown

TEXTS = ("The emperor of Mongolia moved to Khanbaliq.", "Huguenots of Nova Scotia, 3M and the USD.")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What did the Da Yuan Tong Zhi mean?", ("Yuan", "Tong", "Zhi")),
        ("When did Kublai's brother leave China?", ("Kublai", "China")),
        ("Assume this. Answer what is asked: Give it.", ()),
        ("What is capex in USD for FY2018?", ()),
        ("What is the pay per hour?", ()),
        ("Wann endet das Arbeitsverhältnis der Firma?", ()),
    ],
)
def test_what_is_taken_for_a_name(question, names):
    assert names_in(question) == names


@pytest.mark.parametrize(
    ("question", "is_unknown"),
    [
        ("Who was the president of France?", True),
        ("Where did the Mongolian emperor move?", False),  # "Mongolia" stands there
        ("Who was a Huguenot-descended arms maker?", False),
        ("Did France sell Nova Scotia, and when did it?", False),  # one of several is enough
        ("What is the pay per hour?", False),
    ],
)
def test_nothing_of_what_is_named_stands_there(question, is_unknown):
    assert unknown(question, TEXTS) is is_unknown
    assert not unknown(question, (*TEXTS, question.upper()))
