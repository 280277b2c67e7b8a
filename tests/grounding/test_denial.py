"""Answers that deny that the text says what was asked."""

from __future__ import annotations

import pytest

from docexplain.grounding.denial import denies

QUESTION = "Where is the warehouse?"

DENIALS = [
    "The document doesn't specify where it is.",
    "The document does not say.",
    "The provided text doesn’t provide any information about the warehouse.",
    "There is no mention of the warehouse in the document.",
    "No information is given about the warehouse.",
    "It is not specified in the document.",
    "I'm sorry, but I can't answer that based on the document.",
    "According to the document, it is not stated where.",
    "I do not know.",
    "It cannot be determined from the given text.",
    "The contract is silent on this.",
    "Not mentioned in the passage.",
    "Unknown.",
    "N/A",
    "The document does not mention it. It deals with the pay of the staff.",
    "Das Dokument nennt den Ort nicht.",
    "Der Vertrag enthält keine Angaben dazu.",
    "Der Bericht sagt nicht, wo es ist.",
    "Im Text wird das nicht erwähnt.",
    "Le document ne précise pas où il est.",
    "Le rapport ne donne aucune information sur ce sujet.",
    "El documento no lo especifica.",
    "El informe no proporciona información sobre eso.",
    "I'm sorry. The document does not say. Please provide more context.",
]

ANSWERS = [
    "In Leeds.",
    "The tenant may not keep pets.",
    "The policy does not cover floods.",
    "No, the company did not buy it.",
    "None.",
    "It is not in Leeds, it is in York.",
    "The document does not say so outright, but it is in Leeds.",
    "The text does not give the street. It was built in 1987.",
    "The document does not explicitly state who the landlord is. Mr. Smith signs as landlord.",
    "The document does not say. It covers flood damage.",
    "The document does not say; Mr. Smith signs as landlord.",
    "The warehouse is not far from the harbour.",
    "The report says that sales did not rise.",
    "Der Mieter darf keine Tiere halten.",
    "Er kommt nicht aus Leeds.",
    "Il ne vient pas de Paris.",
    "No es de Madrid.",
]


MATTERS = [
    "No confidential information may be disclosed.",
    "No personal data may leave the EU.",
    "The company has no data protection officer.",
    "The fee does not include data charges.",
    "There is no evidence of fraud.",
    "The contract does not define a penalty for late delivery.",
    "The cause of the fire could not be determined.",
    "The notice was not given in time.",
    "Meals were not provided.",
    "Because he was not able to provide a medical certificate.",
    "Because the contract does not specify a date.",
    "We do not disclose personal data to third parties.",
    "We do not provide any information about customers to advertisers.",
    "It does not disclose personal information to anyone.",
    "Confidential Information does not include information about the market.",
    "Personal information does not include details of companies.",
    "The supplier gives no warranty of any kind.",
    "No information is given to third parties.",
    "According to the policy, no information is given to third parties.",
    "According to the contract, no information on salaries may be disclosed.",
    "No mention of the deal may be made to the press.",
    "No answer was received within ten days.",
    "The tenant is not liable for damage that is not mentioned in the contract.",
    "Anything not specified in this agreement is excluded.",
    "Where the price is not stated in the contract, the market price applies.",
    "If the document does not specify a term, two weeks apply.",
    "The contract does not name a guarantor.",
    "The agreement does not list any exceptions.",
    "The report does not describe a loss.",
    "The contract does not give the tenant a right to sublet.",
    "The report does not contain any personal information.",
    "The agreement does not provide information rights to investors.",
    "The contract is not available to the public.",
    "The document is not clear.",
    "This agreement does not create a partnership.",
    "The agreement has no effect after 2030.",
    "The letter was not given to the board.",
    "There is no indication of damage in the report.",
    "Smith claims the contract does not specify a date.",
    "The contractor does not have to report details of the works.",
    "The document owner does not provide answers to bidders.",
    "Support is not provided under this agreement.",
    "A warranty is not provided in this agreement.",
    "The guarantee was not given in writing.",
    "Payment terms were not known to the buyer.",
    "It is impossible to say how many people died.",
    "It was not known when it would end.",
    "The shares are not listed on any exchange.",
    "The plaintiff was unable to identify the driver.",
    "I do not know him.",
    "I can not find work.",
    "The auditors could not find any evidence of theft.",
    "No reference to the seller may be made in advertising.",
    "There are no details to be settled.",
    "The text never changed after signature.",
    "The report states that no answer was given.",
    "The board has not disclosed the purchase price.",
    "The terms of the sale were not disclosed.",
    "The tenant must not provide false information.",
    "No later than 30 days after notice is given.",
    "The licence does not include source code.",
    "The employee shall never disclose trade secrets.",
    "The contract does not state that the tenant must pay.",
    "Der Vertrag enthält keine Konkurrenzklausel.",
    "Der Text sagt, dass X nicht erlaubt ist.",
    "Der Mieter ist für Schäden, die nicht bekannt sind, haftbar.",
    "Der Mieter haftet für Schäden, die im Vertrag nicht genannt sind.",
    "Der Vertrag nennt keinen Bürgen.",
    "Der Vertrag enthält keine vertraulichen Informationen.",
    "Der Vertrag gibt dem Mieter kein Recht zur Untervermietung.",
    "Der Bericht macht die Leitung nicht verantwortlich.",
    "Keine Angaben dürfen weitergegeben werden.",
    "Der Arbeitnehmer darf keine Auskunft an Dritte geben.",
    "Die Ursache des Brandes ist nicht bekannt.",
    "Der Vertrag ist nicht kündbar.",
    "Nein, der Vertrag nennt den Ort nicht.",
    "Weil der Vertrag den Ort nicht nennt.",
    "Le contrat ne donne pas droit à des vacances.",
    "Le locataire ne donne pas d'information à des tiers.",
    "Le contrat ne contient pas de clause pénale.",
    "Les dommages qui ne sont pas mentionnés dans le contrat sont exclus.",
    "Le contrat n'est pas connu du public.",
    "Le rapport ne dit pas que la société a perdu de l'argent.",
    "Aucune information confidentielle ne peut être divulguée.",
    "El contrato no da derecho a vacaciones.",
    "El contrato no contiene ninguna cláusula penal.",
    "El inquilino no da información a terceros.",
    "El contrato no es conocido por el público.",
    "Los daños que no se mencionan en el contrato están excluidos.",
    "No se permite fumar.",
    "No se dice nada a terceros.",
]
"""Of contracts, policies and filings: each denies a matter, or that somebody else says something."""

WHETHER = [
    ("Does the contract name a guarantor?", "The contract does not mention a guarantor."),
    ("Does the contract name a guarantor?", "No, the contract does not name a guarantor."),
    ("Is a deposit due?", "The document does not mention a deposit."),
    ("Under the lease, may pets be kept?", "The document does not say so."),
    ("Was the price disclosed?", "It is not disclosed in the report."),
    ("Kann der Mieter kündigen?", "Der Vertrag erwähnt das nicht."),
    ("Est-ce que le contrat prévoit un dépôt ?", "Le contrat ne mentionne pas cela."),
    ("Le contrat prévoit-il un dépôt ?", "Le contrat ne mentionne pas cela."),
    ("¿Tiene el contrato un garante?", "El contrato no menciona eso."),
    ("What is the deposit?", "No, the document does not mention a deposit."),
    ("What does the contract not specify?", "The contract does not specify a penalty."),
]


@pytest.mark.parametrize("answer", DENIALS)
def test_a_denial(answer):
    assert denies(QUESTION, answer, ["The warehouse is in Leeds."])


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_none_whatever_it_negates(answer):
    assert not denies(QUESTION, answer, [])


@pytest.mark.parametrize("answer", MATTERS)
def test_what_denies_a_matter_is_an_answer(answer):
    assert not denies("What holds?", answer, [])


@pytest.mark.parametrize(("question", "answer"), WHETHER)
def test_to_say_no_is_an_answer(question, answer):
    assert not denies(question, answer, [])


def test_what_the_text_says_itself_is_an_answer():
    answer, question = "The pay is not specified in the document.", "What is the pay?"
    assert denies(question, answer, ["The work begins in May."])
    assert not denies(question, answer, ["Work begins in May. Pay isn’t specified."])


def test_what_the_text_says_of_something_else_leaves_a_denial():
    text = ["His whereabouts are unknown. The place of the fair is not specified."]
    assert denies(QUESTION, "Unknown.", text) and denies(
        "What is the salary?", "The salary is not specified in the text.", text
    )
    assert not denies("What are his whereabouts?", "Unknown.", text)
    assert denies("What are his whereabouts?", "Unknown.", ["The unknowns of his whereabouts."])


def test_a_question_for_what_is_not_may_be_answered_by_it():
    assert not denies("What was not known?", "It was not known when it would end.", [])
    assert denies("What is not covered?", "The document does not specify what is excluded.", [])
