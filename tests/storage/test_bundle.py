"""A bundle against somebody who edits it, whole and byte by byte."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from docexplain.common.checkpoints import keys
from docexplain.errors import UsageError
from docexplain.records import Answer, Box, Document, Paragraph, Source
from storage import SqlStore, open_store
from storage.bundle.checking import check
from storage.bundle.zipped import packed, unpacked

from .jcs import sha
from .test_migration import fill

PDF = b"%PDF-1.7 not much of one"
UNREAD = "Nobody read this."


@pytest.fixture
def read(document: Document) -> Document:
    """A document of the bytes that are put in; its third paragraph was not read."""
    more = Paragraph(3, UNREAD, (Box(3, 0.0, 0.0, 1.0, 1.0),))
    return replace(document, sha256=hashlib.sha256(PDF).hexdigest(), paragraphs=(*document.paragraphs, more))


@pytest.fixture
def store(path: Path, read: Document, answers: list[Answer]) -> SqlStore:
    with open_store(path) as store:
        store.add_document(read)
        for answer in answers[:4]:
            store.add_answer(replace(answer, document_sha256=read.sha256, paragraphs_total=3))
        yield store


@pytest.fixture
def made(store: SqlStore, read: Document, answers: list[Answer]) -> bytes:
    return store.log.bundle(answers[1].id, {read.sha256: (".pdf", PDF)})


def floated(document: Document) -> Document:
    """With whole numbers of boxes as the floats that they are stored as."""
    boxes = [tuple(Box(b.page, *map(float, (b.x0, b.y0, b.x1, b.y1))) for b in p.boxes) for p in document.paragraphs]
    paragraphs = zip(document.paragraphs, boxes, strict=True)
    return replace(document, paragraphs=tuple(replace(p, boxes=b) for p, b in paragraphs))


def edited(data: bytes, name: str, edit: Callable[[str], str], *, manifest: bool = True) -> bytes:
    """With one part changed, and the manifest made to fit, as whoever edits it with care would."""
    parts = unpacked(data)
    parts[name] = edit(parts[name].decode()).encode()
    if manifest and name != "manifest.json":
        told = json.loads(parts["manifest.json"])
        told["files"][name] = hashlib.sha256(parts[name]).hexdigest()
        parts["manifest.json"] = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    return packed(parts)


def test_it_is_whole_and_always_the_same(store: SqlStore, made: bytes, read: Document, answers: list[Answer]) -> None:
    found = check(made)
    assert (found.problems, found.answer) == ([], answers[1].id)
    assert any("documents/1.pdf is the file that was read" in line for line in found.proven)
    assert any("No checkpoint is in it" in line for line in found.proven)
    assert store.log.bundle(answers[1].id, {read.sha256: (".pdf", PDF)}) == made


def test_of_the_document_it_shows_what_was_read_and_hashes_of_the_rest(made: bytes, read: Document) -> None:
    part = json.loads(unpacked(made)["documents/1.json"])
    assert list(part["paragraphs"]) == ["1", "2"]
    assert part["hashes"]["paragraphs"] == [sha(asdict(paragraph)) for paragraph in floated(read).paragraphs]
    assert UNREAD not in json.dumps(part, ensure_ascii=False)
    assert "documents/1.pdf" in unpacked(made)


def test_without_the_document_it_holds_only_its_hash(store: SqlStore, answers: list[Answer], read: Document) -> None:
    data = store.log.bundle(answers[1].id, {})
    assert check(data).problems == []
    assert PDF not in data
    assert read.sha256.encode() in data


def test_no_byte_of_it_can_be_changed(store: SqlStore, answers: list[Answer]) -> None:
    made = store.log.bundle(answers[1].id, {})
    schema = made.index(b'"$schema"')
    places = [*range(0, schema, 3), *range(schema, len(made) - 4_000, 997), *range(len(made) - 4_000, len(made), 3)]
    for place in places:
        changed = made[:place] + bytes([made[place] ^ 1]) + made[place + 1 :]
        assert check(changed).problems, (place, made[place - 20 : place + 20])
    for cut in (0, 1, 100, len(made) // 2, len(made) - 1):
        assert check(made[:cut]).problems
    for longer in (made + b"x", b"x" + made):
        assert check(longer).problems


EDITS = {
    "answer.json": lambda text: text.replace('"text":"Text 2"', '"text":"Text 3"'),
    "documents/1.json": lambda text: text.replace("quoted", "QUOTED"),
    "documents/1.pdf": lambda text: text + " ",
    "entries.jsonl": lambda text: text.replace('"seq":2', '"seq":9'),
    "manifest.json": lambda text: text.replace('"answer":"21', '"answer":"31'),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_careful_edit_is_named(made: bytes, name: str) -> None:
    changed = edited(made, name, EDITS[name])
    assert changed != made
    problems = check(changed).problems
    says = {"entries.jsonl": "Entry 9", "manifest.json": "another answer than the manifest names"}
    assert any(says.get(name, name) in problem for problem in problems), problems


def test_a_part_changed_without_its_manifest_is_named(made: bytes) -> None:
    for name in set(unpacked(made)) - {"manifest.json"}:
        problems = check(edited(made, name, lambda text: text + " ", manifest=False)).problems
        assert f"{name} was changed." in problems


def test_parts_added_or_taken_away_are_named(made: bytes) -> None:
    assert "extra.txt does not belong to it." in check(packed({**unpacked(made), "extra.txt": b"x"})).problems
    for name in unpacked(made):
        less = {other: data for other, data in unpacked(made).items() if other != name}
        assert any(name in problem for problem in check(packed(less)).problems)


@pytest.mark.parametrize("name", ["documents/7.json", "documents/1.exe", "sub/x.txt", "../../evil.sh", "/etc/x", "x"])
def test_what_is_smuggled_in_with_a_manifest_that_fits_is_named(made: bytes, name: str) -> None:
    parts = unpacked(made)
    told = json.loads(parts["manifest.json"])
    told["files"][name] = hashlib.sha256(b"x").hexdigest()
    smuggled = packed({**parts, name: b"x", "manifest.json": json.dumps(told).encode()})
    assert any(name in problem for problem in check(smuggled).problems)


@pytest.mark.wheel
@pytest.mark.parametrize("name", ["README.txt", "record-1.schema.json"])
def test_what_a_bundle_says_of_itself_is_ours(made: bytes, name: str) -> None:
    assert any(name in problem for problem in check(edited(made, name, lambda text: text + " ")).problems)


def test_with_a_key_to_trust_a_bundle_that_nobody_signed_is_not_believed(made: bytes, tmp_path: Path) -> None:
    key = keys.make_key(tmp_path / "k")
    assert any("nothing in it is signed" in problem for problem in check(made, [key.public]).problems)


def test_paragraphs_of_another_answer_do_not_fit(store: SqlStore, made: bytes, read: Document) -> None:
    def more(text: str) -> str:
        part = json.loads(text)
        part["paragraphs"]["3"] = {"index": 3, "text": UNREAD}
        return json.dumps(part)

    assert any("other paragraphs" in each for each in check(edited(made, "documents/1.json", more)).problems)


def test_a_checkpoint_signs_it(store: SqlStore, answers: list[Answer], tmp_path: Path) -> None:
    key, other = keys.make_key(tmp_path / "a" / "k"), keys.make_key(tmp_path / "b" / "k")
    store.log.checkpoint(key)
    made = store.log.bundle(answers[1].id, {})
    assert json.loads(unpacked(made)["entries.jsonl"].splitlines()[-1])["seq"] == 5
    assert check(made).problems == check(made, [key.public]).problems == []
    assert any("which you trust" in line for line in check(made, [key.public]).proven)
    assert any("none of those you trust" in problem for problem in check(made, [other.public]).problems)
    forged = edited(made, "checkpoints/1.json", lambda text: text.replace('"count":5', '"count":4'))
    assert check(forged, [key.public]).problems


def test_an_answer_on_several_documents(store: SqlStore, read: Document, answers: list[Answer]) -> None:
    other = replace(read, sha256="0" * 64, name="other.pdf")
    store.add_document(other)
    sources = tuple(Source(each.sha256, each.name, each.parser, 3) for each in (read, other))
    first, second = answers[1].effects
    effects = (replace(first, index=1), replace(second, index=5))
    bare = replace(answers[1], cited=None, redundant=(), passages=(), confirmed=(), choice=None, checked=None)
    changes = {"sources": sources, "effects": effects, "read": (1, 5), "paragraphs_total": 6}
    store.add_answer(replace(bare, id="several", document_sha256=read.sha256, **changes))
    made = store.log.bundle("several", {read.sha256: (".pdf", PDF)})
    assert check(made).problems == []
    shown = [list(json.loads(unpacked(made)[f"documents/{n}.json"])["paragraphs"]) for n in (1, 2)]
    assert shown == [["1"], ["2"]]


def test_an_answer_that_was_sealed_as_a_whole_has_no_bundle(path: Path) -> None:
    fill(path, version=6)
    with open_store(path) as store, pytest.raises(UsageError, match="sealed it and its documents as a whole"):
        store.log.bundle("1a2b3c4d", {})


def hostile(name: str, data: bytes = b"x", compression: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        sqlite3.sqlite_version.encode(),
        hostile("../../etc/passwd"),
        hostile("manifest.json", b"[" * 100_000),
        hostile("manifest.json", b"{}"),
        hostile("manifest.json", b"0" * 10_000_000, zipfile.ZIP_DEFLATED),
    ],
    ids=["empty", "PK", "text", "path", "deep", "object", "bomb"],
)
def test_what_is_no_bundle_is_said_to_be_none(data: bytes) -> None:
    assert check(data).problems
    assert check(data).proven == []
