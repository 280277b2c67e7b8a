"""Fields that may be None, and what an entry of an older kind is hashed over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple, Optional

import pytest

from docexplain.common.serialization import from_plain, to_plain
from docexplain.records import Answer
from storage.log import kinds
from storage.log.digests import answer_digest


@dataclass(frozen=True)
class Inner:
    number: float


@dataclass(frozen=True)
class Outer:
    number: float | None
    record: Inner | None = None
    records: tuple[Inner, ...] | None = None
    other_spelling: Optional[int] = None  # noqa: UP045


@dataclass(frozen=True)
class Pair:
    numbers: tuple[float, float]


class Mark(NamedTuple):
    name: str
    at: tuple[float, float]


@dataclass(frozen=True)
class Marked:
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Undecided:
    either: int | str


PAIRS = [
    (Outer(None), {"number": None, "record": None, "records": None, "other_spelling": None}),
    (
        Outer(1, Inner(-0.0), (Inner(2.5),), 7),
        {"number": 1.0, "record": {"number": 0.0}, "records": [{"number": 2.5}], "other_spelling": 7},
    ),
    (Outer(0.0, None, (), 0), {"number": 0.0, "record": None, "records": [], "other_spelling": 0}),
]


@pytest.mark.parametrize(("record", "plain"), PAIRS)
def test_none_is_null_and_nothing_else_is(record: Outer, plain: dict[str, object]) -> None:
    assert to_plain(record) == plain
    assert type(to_plain(record)["number"]) is type(plain["number"])
    assert from_plain(Outer, plain) == record


@pytest.mark.parametrize("value", ["1.5", [], {}, True])
def test_another_type_in_an_optional_field_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="expected float"):
        from_plain(Outer, {"number": value})
    with pytest.raises(ValueError, match="is not a finite number"):
        to_plain(Outer(float("nan")))


def test_none_in_a_field_that_needs_a_value_is_refused() -> None:
    with pytest.raises(ValueError, match="expected float, got NoneType"):
        from_plain(Inner, {"number": None})


@pytest.mark.parametrize("items", [[], [1.0], [1.0, 2.0, 3.0]])
def test_a_tuple_of_another_length_is_refused(items: list[float]) -> None:
    assert from_plain(Pair, {"numbers": [1.0, 2.0]}) == Pair((1.0, 2.0))
    with pytest.raises(ValueError, match="expected 2 items"):
        from_plain(Pair, {"numbers": items})


def test_a_named_tuple_is_a_list() -> None:
    record = Marked((Mark("a", (1.0, 2.0)), Mark("b", (3, 4))))
    plain = {"marks": [["a", [1.0, 2.0]], ["b", [3.0, 4.0]]]}
    assert to_plain(record) == plain
    assert from_plain(Marked, plain) == record
    assert isinstance(from_plain(Marked, plain).marks[0], Mark)
    for wrong in (["a"], {"name": "a", "at": [1.0, 2.0]}, ["a", [1.0]], [1, [1.0, 2.0]]):
        with pytest.raises(ValueError, match="expected"):
            from_plain(Marked, {"marks": [wrong]})


def test_a_field_of_two_types_is_a_defect() -> None:
    with pytest.raises(TypeError, match=r"cannot be int \| str"):
        to_plain(Undecided(1))


def test_the_next_kind_of_entry_needs_one_line(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if version, the factor, the effects' drop and the bias had come with a third kind, in records of all sorts."""
    later = ("version", "settings.factor", "effects.probability_drop", "calibration.bias")
    monkeypatch.setitem(kinds.FIELDS_SINCE, "answer-10", later)
    assert answer.calibration is not None
    changes = [
        {"version": "9"},
        {"settings": replace(answer.settings, factor=0.5)},
        {"effects": tuple(replace(effect, probability_drop=0.9) for effect in answer.effects)},
        {"calibration": replace(answer.calibration, bias=3.0)},
    ]
    for change in changes:
        changed = replace(answer, **change)
        for kind, same in (
            ("answer", True),
            ("answer-2", True),
            ("answer-3", True),
            ("answer-9", True),
            ("answer-10", False),
        ):
            digests = {answer_digest(record, "", kind) for record in (answer, changed)}
            assert (len(digests) == 1) is same, (kind, change)
    bare = replace(answer, calibration=None)
    assert answer_digest(bare, "", "answer-2") != answer_digest(answer, "", "answer-2")


def test_what_an_older_kind_does_not_know(answer: Answer) -> None:
    assert kinds.unsealed_fields(answer, "answer-7") == ["choice", "checked", "provenance"]
    by_path = ["effects", "passages", "claims", "path", "signals"]
    assert kinds.unsealed_fields(answer, "answer-5") == [*by_path, "choice", "checked", "provenance"]
    assert kinds.unsealed_fields(answer, "answer-3") == [*by_path, "choice", "checked", "provenance"]
    later = [
        path
        for kind in ("answer-2", "answer-3", "answer-6", "answer-7", "answer-8", "answer-9")
        for path in kinds.FIELDS_SINCE[kind]
    ]
    new = {path.partition(".")[0] for path in later} - {"what_if", "sources"}  # None in this answer
    assert set(kinds.unsealed_fields(answer, "answer")) == new


def test_an_older_kind_cannot_vouch_for_effects_without_rows(answer: Answer) -> None:
    """By path only the best paragraphs have one. Without its parts such an effect is none that was ever recorded."""
    effects = tuple(replace(effect, per_token=()) for effect in answer.effects)
    bare = replace(answer, effects=effects, choice=None, checked=None, sources=(), provenance=None)
    assert kinds.unsealed_fields(bare, "answer-6") == []
    with pytest.raises(ValueError, match="differ in length"):
        kinds.unsealed_fields(bare, "answer-5")
