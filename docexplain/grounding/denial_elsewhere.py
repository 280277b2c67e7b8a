"""Denials in German, French and Spanish, and what is none in any of the languages: to take a side."""

from __future__ import annotations

import re

_GERMAN = r"(?:dokument|text|vertrag|bericht|abschnitt|absatz|artikel)e?s?\b"
_FRENCH = r"(?:document|texte|contrat|passage|rapport|article|paragraphe)\b"
_SPANISH = r"(?:documento|texto|contrato|pasaje|informe|artículo|párrafo)\b"
_DE_SUBJECT = rf"^(?:(?:der|das|dieser|dieses)\s+)(?:\w+\s+)?{_GERMAN}\s+"
_DE_END = (
    r"(?:(?:\s+(?:dazu|hierzu|darüber|hierüber))?\W*$|,?\s+(?:wer|wen|wem|was|wo|wohin|woher|wann|wie|"
    r"welche\w*|warum|ob)\b)"
)
_FR_SUBJECT = rf"^(?:(?:le|ce|cet|l')\s*)(?:\w+\s+)?{_FRENCH}\s+"
_ES_SUBJECT = rf"^(?:(?:el|este|ese)\s+)(?:\w+\s+)?{_SPANISH}\s+"
_DE_TOLD = r"(?:angegeben|erwähnt|genannt|beantwortet)"
_FR_TOLD = r"(?:précisé|mentionné|indiqué|spécifié)e?s?"
_ES_TOLD = r"(?:especifica|menciona|indica|dice|precisa)"
OTHERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_DE_SUBJECT}(?P<said>(?:nennt|erwähnt|sagt|beantwortet|verrät)\b(?:\s+[^\s,]+){{0,5}}?\s+(?:nicht|nichts))"
        rf"(?:{_DE_END}|\s+(?:dazu|hierzu|darüber|über)\b)",
        rf"{_DE_SUBJECT}(?P<said>(?:gibt|enthält|macht|liefert|bietet)\s+(?:(?:dazu|hierzu|darüber|hierüber)\s+)?kein\w*\s+"
        r"(?:(?:genau|näher|weiter|konkret|ausdrücklich)\w*\s+)?(?:angabe|information|auskunft|antwort)(?:e?n)?)"
        r"(?:\W*$|,|\s+(?:dazu|hierzu|darüber|hierüber|über|zu|zum|zur|auf)\b)",
        rf"^(?:im|in\s+(?:dem|diesem))\s+(?:\w+\s+)?{_GERMAN}\s+(?P<said>(?:ist|sind|wird|werden|steht)\s+(?:[^\s,]+\s+){{0,5}}?"
        rf"nicht\s+{_DE_TOLD}|steht\s+(?:dazu\s+)?(?:nichts|nicht)){_DE_END}",
        rf"^[^,]{{0,60}}?(?P<said>\b(?:ist|sind|wird|werden)\s+(?:im|in\s+(?:dem|diesem))\s+(?:\w+\s+)?{_GERMAN}\s+nicht\s+"
        rf"{_DE_TOLD}){_DE_END}",
        rf"^aus\s+(?:dem|diesem)\s+{_GERMAN}\s+(?P<said>geht\s+(?:[^\s,]+\s+){{0,3}}?nicht\s+hervor){_DE_END}",
        rf"{_FR_SUBJECT}(?P<said>ne\s+(?:l[ea]s?\s+)?(?:précise|mentionne|indique|dit|spécifie)\s+(?:pas|rien))\b(?!\s+qu)",
        rf"{_FR_SUBJECT}(?P<said>ne\s+(?:fournit|donne|contient)\s+(?:pas|aucune?)\s+(?:(?:d'|de\s+|l')\s*)?"
        r"(?:information|indication|précision|réponse|détail)s?)(?:\W*$|\s+(?:sur|concernant|à|au|quant)\b)",
        rf"^(?!.*\bqu[ei]\b)[^,]{{0,60}}?(?P<said>\bn'est\s+pas\s+(?:\w+ment\s+)?{_FR_TOLD})\s+dans\s+(?:le|ce|cet|l')\s*"
        rf"{_FRENCH}\W*$",
        rf"{_ES_SUBJECT}(?P<said>no\s+(?:l[aoe]s?\s+)?{_ES_TOLD})\b(?!\s+que\b)",
        rf"{_ES_SUBJECT}(?P<said>no\s+(?:proporciona|da|ofrece|contiene)\s+(?:(?:ninguna|suficiente|más)\s+)?"
        r"(?:información|detalles|respuesta))(?:\W*$|\s+(?:sobre|acerca|al?|para|suficiente)\b)",
        rf"^(?!.*\bque\b)[^,]{{0,60}}?(?P<said>\bno\s+(?:se\s+{_ES_TOLD}|está\s+(?:especificad|mencionad|indicad)[oa]))\s+en\s+"
        rf"(?:el|este)\s+{_SPANISH}\W*$",
    )
)
BARE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:(?:das|es|dies)\s+)?(?P<said>(?:(?:ist|wird)\s+)?nicht\s+(?:{_DE_TOLD}|bekannt))\W*$",
        r"^(?P<said>keine\s+(?:angabe|information|auskunft|antwort)(?:e?n)?)(?:\s+(?:dazu|vorhanden))?\W*$",
        r"^(?P<said>ich\s+weiß\s+(?:es\s+)?nicht)\W*$",
        rf"^(?:ce|cela|ceci)\s*(?P<said>n'est\s+pas\s+{_FR_TOLD})\W*$",
        r"^(?P<said>je\s+ne\s+(?:le\s+)?sais\s+pas)\W*$",
        rf"^(?P<said>no\s+(?:se\s+{_ES_TOLD}|está\s+(?:especificad|mencionad|indicad)[oa]|lo\s+sé))\W*$",
    )
)
"""Whole sentences that name no text."""

_SIDE = re.compile(
    r"^\W*(?:(?:yes|no|yeah|nope|ja|nein|oui|non|sí|si|no)\s*[,;:.!–—-]|(?:yes|no)\s+(?:it|the|this|they|there|he|she|you)\b|"
    r"(?:yes|no|ja|nein|oui|non|sí)\W*$|(?:because|weil|da|parce|porque)\b)"
)
_LEAD = re.compile(
    r"^(?:(?:according\s+to|in|under|based\s+on|per|so|and|laut|nach|selon|según)\b[^,?]{0,80},\s*|(?:so|and)\s+)"
)
_WHETHER = re.compile(
    r"^\W*(?:(?:does|do|did|is|are|were|can|could|may|might|must|shall|should|will|would|has|have|had|am|"
    r"kann|können|ist|sind|hat|haben|darf|dürfen|muss|müssen|soll|sollen|wird|werden|war|waren|gibt|gilt|gelten|besteht|"
    r"enthält|nennt|steht|sieht|regelt|macht|sagt|est-ce|es|son|está|están|tiene|tienen|puede|pueden|hay|debe|deben|"
    r"contiene|menciona|da|incluye|ha|han|se)\b|"
    r"was\s+(?!(?:ist|sind|war|waren|wird|werden|hat|haben|darf|muss|kann|soll|gilt|steht|sagt|kostet|passiert|geschieht|"
    r"macht|verlangt|bedeutet|regelt|besagt|enthält)\b))"
)
_ASKS_FOR = re.compile(
    r"\b(?:who|whom|whose|what|where|when|which|why|how|was|wer|wen|wem|wessen|wo|wohin|woher|wann|welche\w*|warum|wie\w*|"
    r"qui|que|quoi|où|quand|quel\w*|combien|comment|pourquoi|qu|quién\w*|qué|dónde|cuándo|cuál\w*|cuánt\w*|cómo)\b"
)


def asks_whether(question: str) -> bool:
    """Whether a question, in small letters, is for yes or no: it begins with a verb, or asks for nothing."""
    bare = _LEAD.sub("", question.strip())
    return bool(_WHETHER.search(bare)) or (bare.rstrip().endswith("?") and not _ASKS_FOR.search(bare))


def takes_a_side(answer: str) -> bool:
    """Whether an answer, in small letters, begins by yes or no, or by a reason."""
    return bool(_SIDE.search(answer))
