"""Whether an answer has the kind of word that its question asks for."""

from __future__ import annotations

import pytest

from docexplain.grounding.asked import missing
from docexplain.grounding.lowering import lowered_verdict
from docexplain.records import Lowered, Verdict


@pytest.mark.parametrize(
    ("question", "answer", "lacks"),
    [
        ("What was revenue in the West?", "The West is the largest region.", Lowered.NO_NUMBER),
        ("What was revenue in the West?", "Revenue in the West was 412 million.", None),
        ("What was the total operating income in 2022?", "The operating income in 2022 rose.", Lowered.NO_NUMBER),
        ("What were net sales in Asia in 2018?", "Sales in Asia decreased 3 percent.", Lowered.NO_NUMBER),
        ("What were net sales in Asia in 2018?", "They fell by 3.5% to $412 million.", None),
        ("What was the growth of sales in Asia?", "3 percent", None),
        ("What was the increase in net income in 2018?", "It was 4.5 %.", None),
        ("What was net income as a percentage of sales?", "It was 4 percent.", None),
        ("What is its FY2019 net income (in USD millions)?", "The parts in 2019: other income.", Lowered.NO_NUMBER),
        ("What is its FY2019 net income (in USD millions)?", "The parts in 2019: 11,588.", None),
        ("What did it earn? Answer in USD millions.", "Cash flows", Lowered.NO_NUMBER),
        ("Which region had the highest sales (in USD)?", "Germany", None),
        ("What was the largest region by sales (in USD)?", "Germany", None),
        ("Did sales grow (in USD)?", "They did.", None),
        ("In what currency is it? Answer in euros or dollars.", "Euros", None),
        ("Who is the chair of the risk committee?", "The Chief Executive Officer.", None),
        ("Who is the approving officer?", "The Chief Financial Officer.", None),
        ("What is the turnover of its stock? Round to two decimals.", "It is high.", Lowered.NO_NUMBER),
        ("Report what it sells in Europe.", "Cars", None),
        ("How many stores did it have in 2019?", "In 2019 it had stores in each state.", None),  # "each": lenient
        ("How many stores did it have in 2019?", "It opened stores in 2019.", Lowered.NO_NUMBER),
        ("How many stores did it have?", "None.", None),
        ("How many stores did it have?", "Twenty-one stores.", None),
        ("What is the pay, 10 or 12 dollars?", "10 dollars.", None),
        ("When does the contract end?", "The contract ends.", Lowered.NO_TIME),
        ("When does the contract end?", "It ends on 3 May.", None),
        ("When does the contract end?", "As soon as either party gives notice.", None),
        ("Who keeps the tools?", "The tools are kept dry.", Lowered.NO_NAME),
        ("Who keeps the tools?", "The Employee does.", None),
        ("Who keeps the tools?", "the employee", None),
        ("Who keeps the tools?", "Ann.", None),
        (
            "Who is the new Chief Financial Officer?",
            "It is the President of the company.",
            Lowered.NO_NAME,
        ),
        ("Who is the new Chief Financial Officer?", "It is Ann Lee, the Treasurer.", None),
        ("Who was the co-chair in 2020?", "The General Counsel.", Lowered.NO_NAME),
        ("Who was the head of state at that time?", "The King.", None),
        ("Who is the president?", "The office is vacant.", None),
        ("Who is the general partner?", "The Company.", None),
        ("Who is the President's employer?", "The Company.", None),
        ("Who is the manager that signs?", "The Treasurer.", None),
        ("Which city is the new showroom in?", "The North is the new showroom in", Lowered.NO_PLACE),
        ("Which city is the new showroom in?", "The new showroom is in Leeds.", None),
        ("Which city is the new showroom in?", "leeds", None),
        ("Which city is the new showroom in?", "12 million", Lowered.NO_PLACE),
        ("Which city is the new showroom in?", "It opened on 3 May 2021.", Lowered.NO_PLACE),
        ("Which city is the new showroom in?", "The document does not say.", None),
        ("Which Florida city has the biggest population?", "Jacksonville", None),
        ("In what country is the plant?", "It is in South Africa.", None),
        ("In what country is the plant?", "In the south.", Lowered.NO_PLACE),
        ("In which state is it incorporated?", "Delaware", None),
        ("In which state is it incorporated?", "In May 1998", Lowered.NO_PLACE),
        ("In which state is the water?", "frozen", None),  # of a thing
        ("Where is the plant?", "In the south.", None),
        ("Where is the plant?", "behind the river", None),
        ("Where is the plant?", "On 3 May 2021", Lowered.NO_PLACE),
        ("Where is the plant?", "About 40 percent", Lowered.NO_PLACE),
        ("Where did it rank?", "second", None),
        ("Where is the notice period set out?", "§ 7", None),
        ("Where is it stated?", "12.3", None),
        ("Where are the certifications of Exhibit 10?", "10.1", None),
        ("In which state is the company incorporated?", "The company is incorporated in delaware.", None),
    ],
)
def test_what_is_asked_for_must_be_there(question, answer, lacks):
    assert missing(question, answer) is lacks


@pytest.mark.parametrize(
    "question",
    [
        "What is the source of revenue?",
        "What was the main cost driver?",
        "What is revenue?",
        "What is the interest rate based on?",
        "When the employee leaves, what must be returned?",
        "What does the person who signs declare?",
        "How much of the text is new?",
        "Which country manager signed?",
        "Which city's mayor signed?",
        "Where sales fell, what was done?",
        "Why did revenue fall?",
        "Wie hoch ist der Umsatz?",
        "",
    ],
)
def test_questions_that_leave_a_doubt_ask_for_nothing(question):
    assert missing(question, "it says so") is None


def test_only_a_supported_verdict_goes_down():
    why = (Lowered.NO_NUMBER,)
    assert {v: lowered_verdict(v, why) for v in Verdict} == {
        Verdict.SUPPORTED: Verdict.WEAK,
        Verdict.WEAK: Verdict.WEAK,
        Verdict.UNSUPPORTED: Verdict.UNSUPPORTED,
    }
    assert all(lowered_verdict(verdict, ()) is verdict for verdict in Verdict)
