"""Checking a bundle: with nothing but its bytes, and a public key where one is trusted."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from docexplain.common.checkpoints import files as checkpoint_files
from docexplain.common.serialization import from_plain
from docexplain.records import Answer
from storage.bundle.making import FORMAT, README, SCHEMA, SHOWN, read_of, readme, schema
from storage.bundle.zipped import MOST_BYTES, NotABundleError, packed, unpacked
from storage.log.canonical_json import digest
from storage.log.chain import Entry, entry_digest
from storage.log.digests import content_digest
from storage.log.kinds import DOCUMENT_KINDS, FIELDS_SINCE, document_subject, is_by_fields

_BROKEN = (ValueError, TypeError, KeyError, LookupError, AttributeError, RecursionError, OverflowError)
"""What reading a part can raise that docexplain did not write."""


@dataclass(slots=True)
class Checked:
    """What is wrong with a bundle, and what it proves where nothing is; one sentence each."""

    answer: str = ""
    problems: list[str] = field(default_factory=list)
    proven: list[str] = field(default_factory=list)


def check(data: bytes, public_keys: Sequence[str] = ()) -> Checked:
    """Check the bytes of a bundle. Nothing that they hold makes it raise.

    Args:
        public_keys: whose signatures are believed, raw Ed25519 in hex; without one a checkpoint proves only that it
            fits.
    """
    checked = Checked()
    try:
        if len(data) > MOST_BYTES:
            raise NotABundleError("it is too long for one")
        parts = unpacked(data)
    except NotABundleError as error:
        checked.problems.append(f"This is not a bundle: {error}.")
        return checked
    _Check(parts, checked, public_keys).all()
    if not checked.problems and packed(parts) != data:
        checked.problems.append("Bytes outside the parts of the bundle were changed.")
    if checked.problems:
        checked.proven.clear()
    return checked


class _Check:
    def __init__(self, parts: dict[str, bytes], checked: Checked, public_keys: Sequence[str]) -> None:
        self._parts, self._checked, self._keys = parts, checked, public_keys
        self._entries: list[Entry] = []

    def all(self) -> None:
        """Everything; what cannot be read ends it."""
        for name, step in (
            ("manifest.json", self._manifest),
            ("entries.jsonl", self._chain),
            ("answer.json", self._answer),
            ("checkpoints", self._checkpoint),
        ):
            try:
                step()
            except _BROKEN as error:
                self._problem(f"{name} is missing, or was not written by docexplain ({type(error).__name__}).")
                return

    def _manifest(self) -> None:
        told = self._json("manifest.json")
        if told["format"] != FORMAT:
            self._problem(f"It is of the format {told['format']}, which this docexplain does not know.")
        self._checked.answer = str(told["answer"])
        named = dict(told["files"])
        for name in sorted({*named, *self._parts} - {"manifest.json"}):
            if name not in self._parts:
                self._problem(f"{name} is missing.")
            elif name not in named:
                self._problem(f"{name} does not belong to it.")
            elif hashlib.sha256(self._parts[name]).hexdigest() != named[name]:
                self._problem(f"{name} was changed.")

    def _chain(self) -> None:
        lines = self._parts["entries.jsonl"].decode().splitlines()
        self._entries = [from_plain(Entry, json.loads(line)) for line in lines]
        for entry in self._entries:
            if entry_digest(entry) != entry.sha256:
                self._problem(f"Entry {entry.seq} was changed after it was written.")
        for before, after in pairwise(self._entries):
            if after.seq != before.seq + 1 or after.previous != before.sha256:
                self._problem(f"Entry {after.seq} does not follow from entry {before.seq}.")

    def _answer(self) -> None:
        plain = self._json("answer.json")
        sealed = {k: plain[k] for k in ("document_content_sha256", "sources_content_sha256") if k in plain}
        answer = from_plain(Answer, {k: v for k, v in plain.items() if k not in sealed})
        if answer.id != self._checked.answer:
            self._problem("answer.json is another answer than the manifest names.")
        entry = next((e for e in self._entries if e.subject == answer.id and e.kind in FIELDS_SINCE), None)
        if entry is None or not is_by_fields(entry.kind):
            self._problem(f"No entry is about the answer {answer.id}.")
            return
        if content_digest(plain, entry.kind) != entry.content_sha256:
            self._problem("answer.json is not what was recorded.")
        for name, shipped in ((README, readme()), (SCHEMA, schema())):
            if self._parts[name] != shipped:
                self._problem(f"{name} is not the one that this version of docexplain brings along.")
        contents = plain.get("sources_content_sha256") or [plain["document_content_sha256"]]
        asked = read_of(answer)
        if len(contents) != len(asked):
            self._problem("answer.json names other documents than it was given on.")
            return
        self._belong(len(asked))
        for number, ((sha256, parser, read), content) in enumerate(zip(asked, contents, strict=True), start=1):
            self._document(number, document_subject(sha256, parser), read, content)
        self._checked.proven.append(
            f"The answer {answer.id}, its explanation and the {len(answer.read)} paragraphs that were read are as they "
            f"were recorded in entry {entry.seq}, which says {entry.at}."
        )

    def _belong(self, documents: int) -> None:
        """Name what no bundle of an answer on so many documents has."""
        originals: set[int] = set()
        for name in sorted(set(self._parts) - _ALONE):
            part = _PART.fullmatch(name)
            number = int(part["number"]) if part else 0
            known = part is not None and (part["folder"] == "checkpoints" or 0 < number <= documents)
            if known and part is not None and part["folder"] == "documents" and part["ending"] != "json":
                known = number not in originals
                originals.add(number)
            if not known:
                self._problem(f"{name} does not belong to it.")

    def _document(self, number: int, subject: str, read: Sequence[int], content: str) -> None:
        name = f"documents/{number}.json"
        part = self._json(name)
        shown, paragraphs, hashes = part["shown"], part["paragraphs"], part["hashes"]
        entry = next((e for e in self._entries if e.subject == subject and e.kind in DOCUMENT_KINDS), None)
        if entry is None:
            self._problem(f"No entry is about the document of {name}.")
        elif not digest(hashes) == entry.content_sha256 == content:
            self._problem(f"{name} is not what was recorded, or not what the answer was given on.")
        if sorted(shown) != sorted(SHOWN) or any(digest(shown[field]) != hashes[field] for field in SHOWN):
            self._problem(f"{name} shows another file than was recorded.")
        if f"{shown['sha256']}:{shown['parser']}" != subject:
            self._problem(f"{name} is about another document.")
        if sorted(map(int, paragraphs)) != sorted(read):
            self._problem(f"{name} shows other paragraphs than those that were read.")
        for index, paragraph in paragraphs.items():
            if digest(paragraph) != hashes["paragraphs"][int(index) - 1]:
                self._problem(f"{name}: paragraph {index} was changed.")
        originals = [each for each in self._parts if each.startswith(f"documents/{number}.") and each != name]
        if not originals:
            self._checked.proven.append(
                f"The file of {name} is not in it: whoever has it can compare its SHA-256 with {shown['sha256']}."
            )
        for original in originals:
            if hashlib.sha256(self._parts[original]).hexdigest() == shown["sha256"]:
                self._checked.proven.append(f"{original} is the file that was read.")
            else:
                self._problem(f"{original} is not the file that was read.")

    def _checkpoint(self) -> None:
        names = [name for name in self._parts if name.startswith("checkpoints/")]
        if len(names) > 1:
            self._problem("Two checkpoints are in it.")
        if not names:
            if self._keys:
                self._problem("No checkpoint is in it, so nothing in it is signed by a key that you trust.")
            self._checked.proven.append(
                "No checkpoint is in it, so who made the bundle could have made all of it: compare the last entry, "
                f"{self._entries[-1].seq} {self._entries[-1].sha256}, with the log, or with what was noted of it."
            )
        for name in names:
            checkpoint, last = checkpoint_files.parsed(self._parts[name]), self._entries[-1]
            if not checkpoint.is_whole():
                self._problem(f"{name} was changed after it was signed.")
            elif (checkpoint.count, checkpoint.head) != (last.seq, last.sha256):
                self._problem(f"{name} signs another log.")
            elif self._keys and checkpoint.public_key not in self._keys:
                self._problem(f"{name} is signed by the key {checkpoint.key[:16]}…, which is none of those you trust.")
            else:
                believed = "which you trust" if self._keys else "and nothing here says whose that is"
                self._checked.proven.append(
                    f"The log up to entry {checkpoint.count} was signed {checkpoint.at} by the key "
                    f"{checkpoint.key[:16]}…, {believed}."
                )

    def _json(self, name: str) -> Any:
        return json.loads(self._parts[name])

    def _problem(self, sentence: str) -> None:
        self._checked.problems.append(sentence)


_PART = re.compile(r"(?P<folder>checkpoints|documents)/(?P<number>[1-9][0-9]{0,3})\.(?P<ending>[a-z0-9]+)")
_ALONE = {README, "manifest.json", "answer.json", "entries.jsonl", SCHEMA}
