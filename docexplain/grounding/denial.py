"""Whether an answer denies that the text says what was asked: "The document doesn't specify where it is".

Such an answer is likelier behind a document on the question's matter, and so looks caused by it. No paragraph proves
it, and what it denies may stand in what was not read, or in what was: small models deny what they were given. It has to
deny that something is said, in the text by name or to the speaker's knowledge; "The tenant may not keep pets", "There
is no evidence of fraud" and "The contract does not name a guarantor" are answers. In doubt it is an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from docexplain.common.questions.words import words_of
from docexplain.grounding.denial_elsewhere import BARE, OTHERS, asks_whether, takes_a_side

_TEXT = (
    r"(?:documents?|texts?|passages?|paragraphs?|excerpts?|articles?|contexts?|sources?|"
    r"(?:provided|given|available|above)\s+information|information\s+(?:provided|given|available|above))"
)
"""Denies a saying with any verb of these; the following are things too, which give and provide."""
_ANY_TEXT = (
    rf"(?:{_TEXT}|reports?|contracts?|agreements?|filings?|letters?|sections?|tables?|pages?|materials?|contents?)"
)
_BEFORE = (
    r"(?:(?!(?:of|in|under|to|by|with|for|from|at|on|about|who|which|that|if|when|where|as|since|because|although|though|"
    r"while|and|or|not|no|the|this|an?|his|her|its|their|says?|said)\b)[\w-]+\s+){0,3}"
)
_BEHIND = (
    r"(?:,?\s+(?:itself|provided|given|supplied|shown|above|here|you\s+(?:gave|provided)|that\s+(?:was|is|you)\s+\w+|"
    r"(?:of|about|on)\s+(?:\w+\s+){0,3}\w+))?"
)
_THE = rf"(?:(?:the|this|that|these|those)\s+)?{_BEFORE}"
_SUBJECT = rf"^{_THE}{_ANY_TEXT}{_BEHIND}\s+"
_TEXT_SUBJECT = rf"^{_THE}{_TEXT}{_BEHIND}\s+"
_IN_TEXT = (
    rf"(?:in|by|from|within|on|with|based\s+on)\s+(?:the|this|that|these|those|your)\s+(?:\w+\s+){{0,2}}{_TEXT}\b"
)
_IN_ANY_TEXT = _IN_TEXT.replace(_TEXT, _ANY_TEXT)
_ADVERBS = (
    r"(?:(?:explicitly|specifically|clearly|directly|exactly|actually|really|fully|precisely|ever|even|also)\s+)*"
)
_NOT = rf"(?:not|never)\s+{_ADVERBS}"
_ASKS = r"(?:what|who|whom|whose|where|when|which|why|how|whether|if)\b"
_END = r"(?:\s+(?:here|there|anywhere|at\s+all|either|so|yet|explicitly))?\W*$"
_ADJECTIVE = (
    r"(?:(?:any|enough|sufficient|specific|the|this|that|such|further|more|additional|explicit|direct|clear|detailed|"
    r"exact|relevant|an?|necessary|required|requested|of|these|those)\s+){0,3}"
)
_ABOUT = (
    rf"(?:{_END}|\s+(?:about|on|regarding|concerning|as\s+to|for|of|to\s+(?:answer|determine|say|tell)|"
    rf"{_ASKS}|{_IN_ANY_TEXT}))"
)
_INFORMATION = (
    rf"{_ADJECTIVE}(?:(?:information|details?|mentions?|specifics){_ABOUT}|answers?(?:{_END}|\s+to\b)|"
    rf"references?\s+to\b|indications?\s+(?:of|as\s+to|about)\s+{_ASKS})"
)
_TOLD = r"(?:specified|stated|mentioned|indicated)"
_KNOWN = rf"(?:{_TOLD}|given|provided|known|clear|said)"
_THIS = r"(?:it|this|that|the\s+answer|the\s+question)"
_ANSWERED = r"(?:determined|answered|found|inferred|identified|established)"
_FIND_OUT = r"(?:determine|answer|find|say|tell|provide|identify|locate|know)"
_THE_ANSWER = (
    r"(?:(?:\s+(?:it|this|that|(?:an?|the|this|that|your)\s+(?:answer|question)))?"
    rf"(?:{_END}|\s+{_IN_ANY_TEXT})|\s+{_ASKS})"
)
_PASSIVE = r"^(?!.*\b(?:who|if|unless|whatever|anything|everything|any|all)\b)(?:(?!\b(?:that|which|where|when)\b).)*?"
"""What stands before a passive: no clause of conditions, as in "Costs that are not stated in the contract are ..."."""
_BEHIND_TEXT = rf"(?:{_END}|,?\s+{_ASKS})"
_ENGLISH = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_SUBJECT}(?P<said>(?:does|do)\s+{_NOT}(?:say|state|specify|mention|indicate|tell|disclose))\b(?!\s+that\b)",
        rf"{_TEXT_SUBJECT}(?P<said>did\s+{_NOT}(?:say|state|specify|mention|indicate))\b(?!\s+that\b)",
        rf"{_TEXT_SUBJECT}(?P<said>(?:does|do)\s+{_NOT}(?:reveal|clarify|explain|address|answer|discuss))"
        rf"(?:\s+(?:it|this|that|the\s+question))?(?:{_END}|\s+{_ASKS})",
        rf"{_SUBJECT}(?P<said>(?:does|do)\s+{_NOT}(?:provide|contain|give|include|offer|have|supply|make)\s+{_INFORMATION})",
        rf"{_SUBJECT}(?P<said>(?:contains?|gives?|provides?|has|have|makes?|includes?|offers?)\s+"
        rf"(?:no|not\s+(?:any|enough))\s+{_INFORMATION})",
        rf"{_SUBJECT}(?P<said>(?:is|are|remains?)\s+silent){_END}",
        rf"{_SUBJECT}(?P<said>(?:is|are|remains?)\s+silent|says?\s+nothing)\s+(?:on|about|of|as\s+to)\b",
        rf"^it\s+(?P<said>does\s+{_NOT}(?:say|state|specify))(?:{_END}|\s+{_ASKS})",
        rf"{_PASSIVE}(?P<said>\b(?:is|are|has\s+been|have\s+been)\s+{_NOT}{_TOLD})\s+{_IN_ANY_TEXT}{_BEHIND_TEXT}",
        rf"{_PASSIVE}(?P<said>\b(?:is|are|was|were)\s+{_NOT}{_KNOWN})\s+{_IN_TEXT}{_BEHIND_TEXT}",
        rf"{_PASSIVE}(?P<said>\b(?:can\s+not|could\s+not)\s+be\s+(?:\w+ly\s+)?{_ANSWERED})\s+{_IN_TEXT}{_BEHIND_TEXT}",
        rf"^{_THIS}\s+(?P<said>(?:is|has\s+been)\s+{_NOT}{_KNOWN}){_END}",
        rf"^{_THIS}\s+(?P<said>can\s+not\s+be\s+(?:\w+ly\s+)?{_ANSWERED}){_END}",
        rf"^there\s+is\s+(?P<said>(?:no|not\s+any|not\s+enough|insufficient)\s+{_INFORMATION})(?=.*\b{_IN_ANY_TEXT})",
        rf"^{_IN_ANY_TEXT},?\s+there\s+is\s+(?P<said>(?:no|not\s+any|not\s+enough|insufficient)\s+{_INFORMATION})",
        r"^(?:there\s+is\s+(?P<said>no\s+mention)|(?P<none>no\s+mention\s+is\s+made))\s+of\b",
        rf"^(?P<said>no\s+mention)\s+of\s+[^,]*{_IN_ANY_TEXT}{_END}",
        r"^(?P<said>no\s+(?:specific\s+|further\s+)?(?:information|details?)\s+(?:is|are)\s+(?:given|provided))\s+"
        r"(?:about|regarding|concerning|as\s+to)\b",
        rf"^(?:there\s+is\s+)?(?P<said>(?:not\s+enough|insufficient)\s+information)(?:\s+(?:given|provided))?"
        rf"(?:{_END}|\s+to\s+(?:answer|determine|say|tell)\b|\s+{_IN_ANY_TEXT})",
        rf"^it\s+is\s+(?P<said>(?:not\s+possible|impossible)\s+to\s+{_FIND_OUT})\b(?=.*\b{_IN_ANY_TEXT}|\s+(?:this|the)\s+question\W*$)",
        rf"^i\s+(?P<said>can\s+not\s+{_FIND_OUT}){_THE_ANSWER}",
        rf"^i(?:\s+am|'m)\s+(?P<said>(?:unable|not\s+able)\s+to\s+{_FIND_OUT}){_THE_ANSWER}",
        rf"^i\s+(?P<said>do\s+not\s+know)(?:\s+the\s+answer)?(?:{_END}|,?\s+{_ASKS})",
        rf"^i\s+(?P<said>(?:do\s+not|can\s+not)\s+(?:have|find|see)\s+{_INFORMATION})",
        r"^(?:the\s+answer\s+is\s+)?(?P<said>unknown|unspecified|unanswerable|n/?a|no\s+answer)\W*$",
        rf"^(?:it\s+is\s+)?(?P<said>{_NOT}{_KNOWN})(?:{_END}|\s+{_IN_ANY_TEXT}{_END})",
    )
)
_LED = re.compile(
    rf"^(?:(?:it|the\s+answer)\s+(?P<said>is\s+{_NOT}(?:{_TOLD}|clear))(?:{_END}|,?\s+{_ASKS})|"
    rf"there\s+is\s+(?P<none>no\s+{_ADJECTIVE}(?:information|details?|mention))\s+(?:about|on|of|regarding)\b|"
    rf"(?P<given>no\s+{_ADJECTIVE}(?:information|answer)\s+is\s+(?:given|provided)){_END})"
)
"""Behind "According to the document, "."""
_SORRY = re.compile(r"^(?:(?:i am |i'm )?sorry|unfortunately)[,.]?\s*(?:but\s+)?")
_LEAD = re.compile(r"^(?:according to|based on|in|from) (?P<where>[^,]{0,60}),\s*")
_GOES_ON = re.compile(
    r"\b(?:but|however|although|though|except|instead|rather|only|while|whereas|yet|so|therefore|thus|hence|meaning|"
    r"implying|unless|until|because|since|aber|jedoch|sondern|mais|pero|sino)\b|,\s*which\b"
)
_NAMES_A_TEXT = re.compile(rf"\b{_ANY_TEXT}\b")
_NAMES_THE_TEXT = re.compile(rf"\b{_ANY_TEXT}\b|\bi\b")
_NEGATIVE = re.compile(r"\b(?:not|no|never|nor|without|nicht|kein\w*|ne|pas|except)\b|n['’]t\b")
"""A question with one of these may be answered by what is not so: then the text must be named, or the speaker, and it
must not be asked what the text does not say."""
_SENTENCE = re.compile(
    r"(?<=[.!?;])(?<!\bmr\.)(?<!\bms\.)(?<!\bmrs\.)(?<!\bdr\.)(?<!\bst\.)(?<!\bno\.)(?<!\bco\.)(?<!\binc\.)(?<!\bltd\.)"
    r"(?<!\b[a-z]\.)\s+|\n+"
)
_EMPTY = re.compile(
    rf"^(?:(?:it|{_THE}{_ANY_TEXT})\s+(?:only\s+|mainly\s+|just\s+|mostly\s+)?(?:deals?\s+with|is\s+about|talks?\s+about|focus\w*\s+on)\b|"
    r"please\s+(?:provide|share|consult|refer|check|let)\b|let\s+me\s+know\b|if\s+you\s+(?:have|need|want|would|can|could|"
    r"provide|share)\b.*\b(?:questions?|information|details|context|documents?|help|assist)\b|(?:more|additional|further)\s+"
    r"(?:information|details|context)\s+(?:is|are|would)\b|i(?:'m|\s+am)\s+sorry(?:\s+(?:about|for)\s+[\w\s]{0,20})?\W*$|"
    r"i\s+apologi[sz]e\b[^,;]*$|unfortunately\W*$)"
)
_SHORT_WORD = re.compile(r"\b[a-z]{3}\b")
_SHORT_EMPTY = frozenset("the and are was has had for per how who why not any its can all did his her you".split())
_DIGIT = re.compile(r"\d")
_EDGE = " \t\"'“”„«»*_-–—(["


def denies(question: str, answer: str, read: Iterable[str]) -> bool:
    """Whether the answer is that the text does not say it.

    It does where its first sentence denies and goes on to nothing else, and each later one denies too or says nothing
    of the matter. Never where the question asks whether, or the answer takes a side ("No, ..."). Not where what was
    read says so itself of the same thing, such as "Terms were not disclosed".

    Args:
        read: texts of the paragraphs that were read.
    """
    asked, plain = _plain(question), _plain(answer)
    if asks_whether(asked) or takes_a_side(plain):
        return False
    first, *rest = [part for part in _sentences(plain) if not _says_nothing(part)] or [""]
    found = _denial(first)
    if found is None or _GOES_ON.search(found.string, found.end()):
        return False
    if _NEGATIVE.search(asked) and (_NAMES_A_TEXT.search(asked) or not _NAMES_THE_TEXT.search(first)):
        return False
    if any(_denial(part) is None for part in rest):
        return False
    return not _is_read(found, asked, read)


def _denial(sentence: str) -> re.Match[str] | None:
    """Where a sentence denies; its group ``said`` or ``none`` is the denial without what it is about."""
    bare = _SORRY.sub("", sentence)
    lead = _LEAD.match(bare)
    if lead and _NAMES_A_TEXT.search(lead["where"]):
        bare = bare[lead.end() :]
        if led := _LED.search(bare):
            return led
    return next(filter(None, (pattern.search(bare) for pattern in (*_ENGLISH, *OTHERS, *BARE))), None)


def _says_nothing(sentence: str) -> bool:
    """Whether it is neither about the matter nor a denial."""
    return bool(_EMPTY.search(sentence)) and not _DIGIT.search(sentence) and _denial(sentence) is None


def _is_read(found: re.Match[str], question: str, read: Iterable[str]) -> bool:
    """Whether a sentence that was read has the denial's words and one of those that it is about: of the answer's
    others, or of the question's where the answer has none; the former alone where both have short words only."""
    said = next(group for group in found.groupdict().values() if group)
    other = _NAMES_A_TEXT.sub(" ", found.string.replace(said, " ", 1))
    about = _matter(other) or _matter(question)
    pattern = re.compile(rf"\b{re.escape(said)}\b")
    sentences = (part for text in read for part in _sentences(_plain(text)))
    return any(pattern.search(part) and (not about or about & _matter(part)) for part in sentences)


def _matter(plain: str) -> set[str]:
    return {*words_of(plain), *(word for word in _SHORT_WORD.findall(plain) if word not in _SHORT_EMPTY)}


def _sentences(plain: str) -> list[str]:
    return [part for each in _SENTENCE.split(plain) if (part := " ".join(each.split()).lstrip(_EDGE))]


def _plain(text: str) -> str:
    """In small letters, with "not" written out."""
    plain = text.casefold().replace("’", "'")
    plain = re.sub(r"\bcan(?:'t|not)\b", "can not", plain)
    return re.sub(r"n't\b", " not", plain)
