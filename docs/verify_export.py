#!/usr/bin/env python3
"""Check a file that `docexplain audit export` wrote, with nothing but Python 3.9 or newer.

    python3 verify_export.py record.jsonl
    python3 verify_export.py record.jsonl --count 12 --head HASH     # against what you noted down earlier

It is written from docs/record-format.md and shares no code with docexplain. It prints what is wrong, a sentence a line,
and exits with 0 when the record is whole, 1 when it is not, 2 when it cannot begin.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable
from typing import Any

ENTRY = ("seq", "kind", "subject", "content_sha256", "previous", "at", "sha256")
MEMBERS = {
    "header": ({"type", "format", "version", "after"}, set()),
    "entry": ({"type", "entry", "content"}, {"missing", "redactions"}),
    "unsealed": ({"type", "kind", "subject", "content"}, {"missing", "redactions"}),
    "end": ({"type", "count", "head"}, set()),
}
"""What a line of each type must have, and what else it may have."""

DOCUMENT, ANSWER, REDACTION = "document-9", "answer-9", "redaction-9"
OLDER = ("answer", "answer-2", "answer-3", "answer-4", "answer-5", "answer-6", "answer-7", "answer-8")
"""Kinds with one hash over everything, in the earlier form."""
DOCUMENT_FIELDS = (
    ("answer-4", "paragraphs.words pictures page_labels coverage.recognised"),
    ("answer-5", "coverage.damaged coverage.damaged_pages coverage.hidden coverage.annotations coverage.attachments"),
    ("answer-5", "coverage.active coverage.protected"),
    ("answer-7", "coverage.illegible coverage.only_pages"),
    ("answer-9", "size"),
)
"""Fields of a document, behind the first kind of answer that knows them."""

REMOVABLE = ("document_name", "question", "text", "tokens", "choice", "checked", "sources", "provenance")
"""Fields of an answer that a redaction removes."""

Plain = dict[str, Any]


# --- JSON: read strictly, and written in the two canonical forms


def parsed(text: bytes) -> Any:
    """The value of a JSON text. Raises ValueError for what two readers could understand in two ways."""

    def one_of_each(pairs: list[tuple[str, Any]]) -> Plain:
        if len({name for name, _ in pairs}) < len(pairs):
            raise ValueError("a name stands twice in one object")
        return dict(pairs)

    def refused(name: str) -> Any:
        raise ValueError(f"{name} is no number of JSON")

    return json.loads(text, object_pairs_hook=one_of_each, parse_constant=refused)


def rfc8785(value: Any) -> str:
    """The value's JSON by RFC 8785."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join([f"{quoted(name)}:{rfc8785(value[name])}" for name in names]) + "}"
    if isinstance(value, list):
        return "[" + ",".join([rfc8785(item) for item in value]) + "]"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, float):
        return number(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if abs(value) >= 2**53:
        raise ValueError("a whole number is too large")
    return str(value)


SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def quoted(text: str) -> str:
    """A string; everything but quotes, backslashes and control characters stands for itself."""
    return '"' + re.sub(r'[\x00-\x1f"\\]', lambda m: SHORT.get(m[0]) or f"\\u{ord(m[0]):04x}", text) + '"'


def number(value: float) -> str:
    """A double as ECMAScript writes it: of the shortest digits that read back the same, which Python's repr has too."""
    if value in (float("inf"), float("-inf")) or value != value:  # noqa: PLR0124 - NaN
        raise ValueError("a number is not finite")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(digits) - len(fraction) + int(exponent or 0)  # the value is 0.DIGITS times ten to the power of this
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    return f"{sign}{digits[0]}{digits[1:] and '.'}{digits[1:]}e{point - 1:+d}"


def earlier(value: Any) -> str:
    """The form that the kinds before answer-9 are hashed in."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(text: str) -> str:
    """Of the text in UTF-8, in lower-case hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# --- what is hashed


def entry_hash(entry: Plain) -> str:
    """Of everything in an entry but its hash."""
    return sha256(rfc8785({name: entry[name] for name in ENTRY[:-1]}))


def content_hash(kind: str, content: Plain, removed: Plain) -> str:
    """Of a record; ``removed`` has the hashes of the fields that are no more in it."""
    if kind in OLDER:
        return sha256(earlier(content))
    hashes = {name: field_hash(name, value) for name, value in content.items()}
    return sha256(rfc8785({**hashes, **removed}))


def field_hash(name: str, value: Any) -> Any:
    """Of one field; of a document's paragraphs one for each."""
    return [sha256(rfc8785(item)) for item in value] if name == "paragraphs" else sha256(rfc8785(value))


def document_hash(kind: str, document: Plain) -> str | None:
    """Of a document as an older kind of answer takes it; None where the document has what that kind does not know."""
    order = (*OLDER, ANSWER)
    for since, paths in DOCUMENT_FIELDS:
        if order.index(since) <= order.index(kind):
            continue
        for path in paths.split():
            outer, _, name = path.rpartition(".")
            held: Any = document[outer] if outer else document
            holders = held if isinstance(held, list) else [held]
            if any(holder.get(name) for holder in holders):  # not null, false, 0, "" or []
                return None
            left = [{key: value for key, value in holder.items() if key != name} for holder in holders]
            less: Any = left if isinstance(held, list) else left[0]
            document = {**document, outer: less} if outer else less
    return sha256(earlier(document))


# --- the walk


class Check:
    """Reads line after line, keeps some hashes of each record, and collects what is wrong."""

    def __init__(self, count: int | None = None, head: str | None = None) -> None:
        """With what was noted down, if anything."""
        self.count, self.head = count, head.strip().lower() if head else None
        self.head_at_count, self.head_seen = "", False
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.after = self.last = (0, "")
        self.line, self.ended = 0, False
        self.records: set[str] = set()
        self.redactions: list[tuple[str, str]] = []  # that records name, until their own entries come
        self.documents: dict[str, Plain] = {}  # by subject, and then by kind of answer
        self.waiting: dict[str, list[tuple[str, str, str]]] = {}  # answers on documents that have not come yet

    def read(self, text: bytes) -> None:
        """One more line of the file."""
        self.line += 1
        try:
            line = parsed(text)
            kind = line["type"]
            needed, possible = MEMBERS[kind]
            if not needed <= set(line) <= needed | possible:
                raise ValueError(f"a line of type {kind} has other members")
            if (self.line == 1) != (kind == "header"):
                raise ValueError("the first line is a header, and no other is")
            if self.ended:
                raise ValueError("it stands behind the end")
            getattr(self, f"_{kind}")(line)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            self.problems.append(f"Line {self.line} is not as the format says ({type(error).__name__}: {error}).")

    def _header(self, line: Plain) -> None:
        if line["format"] != "docexplain-record" or type(line["version"]) is not int or line["version"] != 1:
            raise ValueError("this program reads docexplain-record, version 1")
        self.after = self.last = _pinned(line["after"])
        self._compare()

    def _end(self, line: Plain) -> None:
        self.ended = True
        if _pinned({name: line[name] for name in ("count", "head")}) != self.last:
            self.problems.append(f"The end names another last entry than {self.last[0]}: lines were taken out.")

    def _unsealed(self, line: Plain) -> None:
        self.problems.append(f"The {line['kind']} {line['subject']} has no entry: nothing vouches for it.")

    def _entry(self, line: Plain) -> None:
        entry = line["entry"]
        if set(entry) != set(ENTRY) or type(entry["seq"]) is not int:
            raise ValueError(f"an entry has {', '.join(ENTRY)}")
        name = f"Entry {entry['seq']} ({entry['kind']} {entry['subject']})"
        before, self.last = self.last, (entry["seq"], entry["sha256"])
        if entry["seq"] != before[0] + 1:
            self.problems.append(f"{name} comes after entry {before[0]}: entries are missing or out of order.")
        elif entry["previous"] != before[1]:
            self.problems.append(f"{name} does not follow from entry {before[0]}.")
        if entry_hash(entry) != entry["sha256"]:
            self.problems.append(f"{name} was changed after it was written.")
        self._compare()
        self._record(name, entry, line)

    def _record(self, name: str, entry: Plain, line: Plain) -> None:
        kind, subject, content = entry["kind"], entry["subject"], line["content"]
        if content is None or "missing" in line:
            self.problems.append(f"{name}: what it seals is missing: {line.get('missing')}.")
        elif kind == REDACTION:
            self._redaction(name, entry, content)
        elif kind not in (*OLDER, ANSWER, DOCUMENT):
            self.problems.append(f"{name} is of a kind that this program does not know.")
        else:
            about = "document" if kind == DOCUMENT else "answer"
            if subject in self.records:
                self.problems.append(f"{name}: this {about} stands in the log already.")
            self.records.add(subject)
            removed = self._removed(name, subject, line.get("redactions", ()))
            self._content(name, about, entry, content, removed)
            if about == "document":
                self._document(name, entry, content, removed)
            else:
                self._answer(name, entry, content)

    def _content(self, name: str, about: str, entry: Plain, content: Plain, removed: Plain) -> None:
        if set(removed) & set(content):
            self.problems.append(f"{name}: the {about} holds what was removed from it.")
        elif removed and entry["kind"] in OLDER:
            self.notes.append(f"{name}: its kind has one hash over all of it, which cannot be made any more.")
            stayed = {field: field_hash(field, value) for field, value in content.items() if field not in REMOVABLE}
            said = [content.get(field) for field in REMOVABLE if field != "sources"]
            said += [source["name"] for source in content.get("sources", [])]
            if sha256(rfc8785(stayed)) != removed.get("*") or any(said):
                self.problems.append(f"{name}: the answer was changed after it was redacted.")
        elif content_hash(entry["kind"], content, removed) != entry["content_sha256"]:
            self.problems.append(f"{name}: the {about} was changed after it was sealed.")

    def _removed(self, name: str, subject: str, redactions: Iterable[Plain]) -> Plain:
        """The hashes of what was removed of a record, each by an entry of its own that comes later."""
        removed: Plain = {}
        for redaction in redactions:
            removed.update(redaction["digests"])
            self.redactions.append((subject, sha256(rfc8785(redaction))))
            self.notes.append(f"{name} was redacted on {redaction['at']} because {redaction['reason']}.")
        return removed

    def _redaction(self, name: str, entry: Plain, content: Plain) -> None:
        sealed = (entry["subject"], entry["content_sha256"])
        if sha256(rfc8785(content)) != entry["content_sha256"] or content["subject"] != entry["subject"]:
            self.problems.append(f"{name}: the redaction was changed after it was sealed.")
        if sealed in self.redactions:
            self.redactions.remove(sealed)
        elif entry["subject"] in self.records or not self.after[0]:
            self.problems.append(f"{name}: nothing before it was redacted so.")

    def _document(self, name: str, entry: Plain, content: Plain, removed: Plain) -> None:
        if not removed and f"{content['sha256']}:{content['parser']}" != entry["subject"]:
            self.problems.append(f"{name} seals another document.")
        hashes: Plain = {ANSWER: entry["content_sha256"]}
        for kind in OLDER:
            hashes[kind] = "removed" if removed else document_hash(kind, content)
        self.documents[entry["subject"]] = hashes
        for waiting in self.waiting.pop(entry["subject"], ()):
            self._given_on(entry["subject"], *waiting)

    def _answer(self, name: str, entry: Plain, content: Plain) -> None:
        if content.get("id", entry["subject"]) != entry["subject"]:
            self.problems.append(f"{name} seals another answer.")
        parses = [(content["document_sha256"], content["parser"])]
        sealed = [content["document_content_sha256"]]
        if content.get("sources_content_sha256"):
            others = content.get("sources", [])  # not there any more where that was redacted
            parses = [(source["sha256"], source["parser"]) for source in others] or parses
            sealed = content["sources_content_sha256"]
            if sealed[0] != content["document_content_sha256"] or (others and len(sealed) != len(others)):
                self.problems.append(f"{name} has other hashes of documents than documents.")
        for (file, parser), digest in zip(parses, sealed):  # noqa: B905 - Python 3.9
            self._given_on(f"{file}:{parser}", name, entry["kind"], digest)

    def _given_on(self, subject: str, name: str, kind: str, digest: str) -> None:
        if subject not in self.documents:
            self.waiting.setdefault(subject, []).append((name, kind, digest))
        elif self.documents[subject][kind] == "removed":
            self.notes.append(f"{name} was given on a document that was redacted, and is not checked against it.")
        elif self.documents[subject][kind] != digest:
            self.problems.append(f"{name} was given on a document that was changed since, {subject}.")

    def _compare(self) -> None:
        """The last entry so far with what was noted down."""
        number, digest = self.last
        if number == self.count:
            self.head_at_count = digest
        self.head_seen = self.head_seen or digest == self.head

    def finish(self) -> None:
        """What is left to say at the end."""
        if not self.ended:
            self.problems.append("The file has no end: lines were cut off.")
        self.problems += [f"No entry seals a redaction of {subject}." for subject, _ in self.redactions]
        if self.after[0] and self.waiting:
            self.notes.append(f"{len(self.waiting)} documents are sealed before this export begins: not checked.")
        for subject, waiting in self.waiting.items() if not self.after[0] else ():
            self.problems += [f"{name} was given on a document that is not there, {subject}." for name, *_ in waiting]
        if self.count and self.count > self.last[0]:
            self.problems.append(f"The log was cut: it had {self.count} entries, and has {self.last[0]} now.")
        elif self.count and self.count < self.after[0]:
            self.problems.append(f"Entry {self.count} cannot be checked: the export begins after {self.after[0]}.")
        elif self.head and self.count and self.head_at_count != self.head:
            self.problems.append(f"The log was rewritten: entry {self.count} does not have the noted hash {self.head}.")
        elif self.head and not self.head_seen:
            self.problems.append(f"The log was cut or rewritten: no entry has the noted hash {self.head}.")


def _pinned(noted: Plain) -> tuple[int, str]:
    count, head = noted["count"], noted["head"]
    if set(noted) != {"count", "head"} or type(count) is not int or type(head) is not str:
        raise ValueError("count and head are a number and a hash")
    return count, head


def checked(lines: Iterable[bytes], count: int | None = None, head: str | None = None) -> Check:
    """The finished check of a file's lines."""
    check = Check(count, head)
    for line in lines:
        check.read(line)
    check.finish()
    return check


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Check a file that `docexplain audit export` wrote.")
    parser.add_argument("file", help="the file; - for standard input")
    parser.add_argument("--count", type=int, metavar="N", help="how many entries there were when you noted the head")
    parser.add_argument("--head", metavar="HASH", help="the head that you noted then")
    given = parser.parse_args(arguments)
    try:
        with sys.stdin.buffer if given.file == "-" else open(given.file, "rb") as file:  # noqa: PTH123
            check = checked(file, given.count, given.head)
    except OSError as error:
        parser.error(f"{given.file} cannot be read: {error.strerror}")
    for said in check.problems + check.notes:
        print("".join(c if c.isprintable() else "?" for c in said))  # a name in a file is no command to a terminal
    state = "NOT whole" if check.problems else "whole"
    entries = "entry" if check.last[0] == 1 else "entries"
    print(f"The record is {state}: {check.last[0]} {entries}, head {check.last[1] or '(none)'}")
    return 1 if check.problems else 0


if __name__ == "__main__":
    sys.exit(main())
