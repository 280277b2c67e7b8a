"""Whether an answer has what its question asks for: a number, a date or time, somebody, a place.

"The West is the largest region" may well be caused by the document; to "What was revenue in the West?" it is no
answer. That needs no model: the question's form says what kind of word must be there. Only forms of English questions
that leave little doubt are known, and the question's own words do not count, since an answer repeats them.
"""

from __future__ import annotations

import re

from docexplain.records import Lowered

_AMOUNTS = frozenset(
    "age amount amounts budget cost dividend earnings ebitda expenditure expenditures fee gdp height income length "
    "margin number pay payment percent percentage population price prices profit profits rate rates ratio rent revenue "
    "revenues salary sales share size sum surplus temperature total turnover value wage wages weight width".split()
)
"""Nouns that are answered with a number when they are what is asked for."""
_MONEY = frozenset(
    "budget cost earnings ebitda expenditure expenditures fee income pay payment price prices profit profits rent "
    "revenue revenues salary sales turnover wage wages".split()
)
"""Those whose number is a sum of money: a share or a change in per cent is none."""
_PER_CENT = re.compile(r"\d[\d.,]*\s*(?:%|per\s?cent\b|percent\b|percentage\b|basis\b|bps\b)", re.IGNORECASE)
_ASKS_PER_CENT = re.compile(
    r"%|per\s?cent|proportion|share|ratio|rate|grow|chang|increas|decreas|margin", re.IGNORECASE
)
_BE = r"(?:is|are|was|were)"
_AUXILIARY = rf"(?:{_BE}|do|does|did|will|would|shall|should|can|could|must|may|might|has|have|had)"
_HOW_MANY = re.compile(
    r"\bhow\s+(?:much|many|old|tall)\b(?!\s+(?:of|more|less)\b)"
    r"|\b(?:what|which)\s+(?:percentage|percent|proportion|number)\s+(?:of|do|does|did)\b",
    re.IGNORECASE,
)
_WHAT_IS = re.compile(rf"\bwhat\s+{_BE}\s+([^?,;:]+)", re.IGNORECASE)
_AFTER_THE_NOUN = re.compile(
    r"\s(?:of|in|for|per|at|by|during|from|to|on|as|between|before|after|under|that|which)\s", re.IGNORECASE
)
_UNIT_TOLD = re.compile(
    r"(?:\(\s*|\b(?:answer|state|give|express|report)\b[^.?]{0,20}\b)in (?:units of )?(?:us dollars|usd|eur|gbp|"
    r"dollars|euros|pounds|thousands|millions|billions|per\s?cents?|percentages?)\b|\bround\b[^.?]{0,30}\bdecimals?\b",
    re.IGNORECASE,
)
"""In a question that tells the unit of its answer, or how to round it."""
_ASKS_AMOUNT = re.compile(rf"\bwhat\s+(?:{_BE}|did|does|do)\b|\bhow\s+\w+\b|\b(?:calculate|compute)\b", re.IGNORECASE)
_ASKS_NO_AMOUNT = re.compile(
    r"\bor\b|\bcurrenc|^\W*(?:and\s+)?(?:which|who|where|why|did|does|do|is|are|was|were|has|have|had|can|will|would)\b"
    r"|\b(?:largest|biggest|greatest|highest|lowest|smallest|most|least|main|top|segments?|names?)\b",
    re.IGNORECASE,
)
"""In a question for a choice, for one of several, for yes or no, whatever unit it tells."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_WHEN = re.compile(
    rf"\bwhen\s+{_AUXILIARY}\b|\b(?:what|which)\s+(?:year|century|decade|month|day|date)\s+{_AUXILIARY}\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"^(?:and\s+)?(?:who|whom)\b(?:'s)?", re.IGNORECASE)
_ONE_HOLDS = r"president|chair(?:man|woman|person)?|ceo|cfo|coo|cto|treasurer|secretary|chief executive|governor|mayor"
"""Offices that one person holds, without more words."""
_WHO_HOLDS = re.compile(
    rf"^(?:and\s+)?who(?:'s|\s+{_BE})\s+(?:(?!committee)[\w&-]+(?:['’]s?)?\s+){{0,5}}?(?:[\w&]+-)?"
    rf"(?:{_ONE_HOLDS}|chief (?:\w+ )?officer|general (?:counsel|manager)|managing director|prime minister)\s*"
    r"(?!of\b[^?]*\b(?:committee|meeting|team|panel|council|group)\b)"
    r"(?=[?,]|$|(?:of|at|in|on|during|as|under|before|after|now|today|when|and)\b)",
    re.IGNORECASE,
)
"""Asks for the holder of an office, whom another office does not name. "The responsible officer", "the approving
manager" and the chair of a committee may be named so."""
_OFFICE = re.compile(
    rf"\b(?:{_ONE_HOLDS}|director|officer|manager|controller|counsel|minister|principal|head|vice|deputy|acting|interim|"
    r"senior|general|executive|operating|financial|accounting|legal|chief|member|board|company|corporation|registrant|"
    r"committee)s?\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"\b(?:nobody|no\s+one|none|vacant|unfilled|open)\b", re.IGNORECASE)
_TOWNS = r"(?:city|town|village|country|county|nation|continent|municipality|(?:u\.?s\.?|american|federal)\s+state)"
_TOWN = re.compile(
    rf"\b(?:what|which)\s+(?:(?!(?:is|are|was|were|the|of|and)\b)[\w.]+\s+)?{_TOWNS}"
    rf"(?:\s*[?]|\s+(?:{_AUXILIARY}|in|contains?|produces?|hosts?|borders?|\w+ed)\b)"
    rf"|\b(?:what|which)\s+state\s+{_AUXILIARY}\b.*\b(?:incorporated|headquartered|located|born|registered)\b",
    re.IGNORECASE,
)
"""Asks for the name of a town or country; a state may be one of things, too."""
_WHERE = re.compile(rf"^(?:and\s+|in\s+|from\s+)?where(?:'s|\s+{_AUXILIARY})\b", re.IGNORECASE)
_IN_TEXT = re.compile(
    r"\b(?:stated|set\s+out|set\s+forth|found|defined|mentioned|listed|disclosed|described|discussed|exhibits?|annex|"
    r"clauses?|sections?|articles?|notes?|page|paragraphs?|tables?)\b",
    re.IGNORECASE,
)
"""In a question that asks where, this may ask for a place in a text, which a number names."""
_RANKED = re.compile(r"\b(?:rank\w*|place[ds]?|finish\w*|stands?|stood|come|leave)\b", re.IGNORECASE)
"""In a question that asks where, this may ask for a place in an order."""
_COMPASS = re.compile(
    r"\b(?:(?:north|south|east|west|centr)(?:ern|al)?|(?:north|south)-?(?:east|west)(?:ern)?)\b", re.IGNORECASE
)
"""Says where, and names no town."""
_NO_PLACE = re.compile(
    r"\b(?:the|an?|of|in|on|at|to|by|is|it|its|and|or|than|about|around|over|almost|nearly|approximately|per\s?cent|"
    r"percentage|dollars?|euros?|pounds?|usd)\b",
    re.IGNORECASE,
)
"""Words that are no place by themselves."""
_NONE_OR_ALL = re.compile(
    r"\b(?:no|not|none|neither|nor|never|unknown|un\w+ed|all|both|every\w*|same|any\w*|nowhere|here|there|home|abroad|"
    r"overseas|worldwide|globally|online)\b",
    re.IGNORECASE,
)
_SENTENCE_STARTS = frozenset("_ the a an it this that these those there in on at by for to as with yes".split())
_ALTERNATIVES = re.compile(r"\bor\b", re.IGNORECASE)

_WORD = re.compile(r"\w+(?:['’]\w+)?")
_NUMBERS = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|"
    r"eigh|nine)ty(?:-\w+)?|hundreds?|thousands?|millions?|[bt]rillions?|dozens?|half|thirds?|quarters?|fifths?|tenths?|"
    r"once|twice|double|triple|both|single|all|every|each|none|no|nothing|never|free|unlimited|several|few|many|most|flat|"
    r"unchanged|nil|neither|un\w+ed|first|second|\w+(?:teen|tie)th)\b",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?|\w+days?|today|tomorrow|weeks?|weekly|fortnight\w*|months?|monthly|quarter(?:s|ly)?|years?|yearly|"
    r"annual(?:ly)?|hours?|hourly|minutes?|daily|night|noon|midnight|mornings?|afternoons?|evenings?|spring|summer|autumn|"
    r"fall|winter|seasons?|decades?|centur(?:y|ies)|millenni\w+|ages?|eras?|periods?|epochs?|dynasty|reign|war|times?|"
    r"before|after|during|until|till|upon|within|once|when|whenever|while|since|if|unless|immediately|soon|later|"
    r"earlier|now|never|always|end|beginning|start|early|late|mid|prior|following|triassic|jurassic|cretaceous|"
    r"cambrian|permian|ice|\w+(?:teen|tie)th)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:he|she|they|i|we|you|both|everyone|everybody|nobody|no|none|someone|anyone|all|\w{2,}(?:ee|er|or|ist|ant|ent|ian|"
    r"man|men|woman|women|ers|ees|ors|ists|ants|ents|ians|people|party|parties|folk)|king|queen|pope|board|committee|"
    r"council|court|company|team|bank|staff|state|police|army|church|group|side|wife|son|child|children|friends?|"
    r"captain|lord|landlord|prince|princess|duke|chief|head|guests?|judges?|nobles?|public|family|government|owners?)\b",
    re.IGNORECASE,
)


def missing(question: str, answer: str) -> Lowered | None:
    """What the question asks for and the answer has not; None where it has it, or where it is not sure what is asked
    for.

    Args:
        question: in English; one in another language asks for nothing that is known here.
    """
    asked, new = question.strip(), _new(question, answer)
    if _WHEN.search(asked):
        return None if _has_digit(new) or _TIMES.search(new) else Lowered.NO_TIME
    if _HOW_MANY.search(asked) or _is_told_unit(asked):
        return None if _has_digit(new) or _NUMBERS.search(new) else Lowered.NO_NUMBER
    if noun := _amount_asked(asked):
        if noun in _MONEY and not _ASKS_PER_CENT.search(asked):
            new = _PER_CENT.sub("_", new)
        return None if _has_digit(new) or _NUMBERS.search(new) else Lowered.NO_NUMBER
    if _WHO.search(asked):
        return None if _has_somebody(asked, new) else Lowered.NO_NAME
    town = bool(_TOWN.search(asked))
    if town or (_WHERE.search(asked) and not _RANKED.search(asked) and not _IN_TEXT.search(asked)):
        return None if _has_place(new, named=town) else Lowered.NO_PLACE
    return None


def _new(question: str, answer: str) -> str:
    """The answer without the question's words; as it is where the question offers it a choice of words."""
    if _ALTERNATIVES.search(question):
        return answer
    known = {word.lower() for word in _WORD.findall(question)} | {*_YEAR.findall(question)}
    return _WORD.sub(lambda word: word[0] if word[0].lower() not in known else "_", answer)


def _is_told_unit(asked: str) -> bool:
    """Whether a question tells the unit of its answer, and asks for an amount."""
    return bool(_UNIT_TOLD.search(asked) and _ASKS_AMOUNT.search(asked)) and not _ASKS_NO_AMOUNT.search(asked)


def _has_somebody(question: str, new: str) -> bool:
    """Whether an answer's own words may name somebody; the holder of an office is not named by another office."""
    if _WHO_HOLDS.search(question) and new != new.lower() and not _ALTERNATIVES.search(question):
        return _names(_OFFICE.sub("_", new)) or bool(_NOBODY.search(new))
    return bool(_PEOPLE.search(new)) or _names(new)


def _has_place(new: str, *, named: bool) -> bool:
    """Whether anything is left of an answer's own words that may be a place, without times, numbers, and points of the
    compass.

    Args:
        named: a town or country is asked for, so that it is to have a capital, save in an answer that has none inside.
    """
    if _NONE_OR_ALL.search(new):
        return True
    left = new
    for pattern in (_NO_PLACE, _TIMES, _NUMBERS, *([_COMPASS] if named else [])):
        left = pattern.sub("_", left)
    words = [word for word in _WORD.findall(left) if not word.strip("_").isdigit() and word.strip("_")]
    if not named or new[1:] == new[1:].lower():
        return bool(words)
    return any(word[0].isupper() and word.lower() not in _SENTENCE_STARTS for word in words)


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _amount_asked(question: str) -> str:
    """What amount it asks for: the last word of the noun behind "What was" if it is one; else empty."""
    found = _WHAT_IS.search(question)
    if not found:
        return ""
    noun, *rest = _AFTER_THE_NOUN.split(f" {found[1].strip()} ", maxsplit=1)
    words = _WORD.findall(noun.lower())
    return words[-1] if words and words[-1] in _AMOUNTS and (len(words) > 1 or bool(rest)) else ""


def _names(new: str) -> bool:
    """Whether a word is spelled like a name: with a capital inside the answer, or at its start if that is no word that
    sentences begin with."""
    words = _WORD.findall(new)
    first = words[0] if words else ""
    starts_with_one = first[:1].isupper() and first.lower() not in _SENTENCE_STARTS
    return starts_with_one or any(word[0].isupper() for word in words[1:])
