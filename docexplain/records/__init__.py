"""Frozen records that every part of the project speaks: plain data, validated where it is made, no behaviour.

Units: effects and losses in nats (natural logarithm), boxes in PDF points with the origin at the top left of the page,
times in seconds. Pages and paragraph indices count from 1, as a person counts them; token positions count from 0.
"""

from docexplain.records.answer import Answer, AnswerSummary, AnswerToken, AuditReport, ModelInfo, Timings
from docexplain.records.document import (
    Annotation,
    BlockClass,
    Box,
    Coverage,
    Document,
    Furniture,
    HiddenText,
    Paragraph,
    Picture,
    RecognisedPage,
)
from docexplain.records.explanation import (
    Calibration,
    Cited,
    Confirmed,
    Controls,
    ParagraphEffect,
    Passage,
    Redundancy,
    Verdict,
    Weight,
)
from docexplain.records.settings import SUPPRESSIONS, Granularity, Mode, Scope, Settings, Steer, Summary, WhatIf

__all__ = [
    "SUPPRESSIONS",
    "Annotation",
    "Answer",
    "AnswerSummary",
    "AnswerToken",
    "AuditReport",
    "BlockClass",
    "Box",
    "Calibration",
    "Cited",
    "Confirmed",
    "Controls",
    "Coverage",
    "Document",
    "Furniture",
    "Granularity",
    "HiddenText",
    "Mode",
    "ModelInfo",
    "Paragraph",
    "ParagraphEffect",
    "Passage",
    "Picture",
    "RecognisedPage",
    "Redundancy",
    "Scope",
    "Settings",
    "Steer",
    "Summary",
    "Timings",
    "Verdict",
    "Weight",
    "WhatIf",
]
