"""The tables. Columns carry the names of the record fields they hold, so that mapping needs no second list of them."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Double, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

SCHEMA_VERSION = 8
"""Number of the newest script in :mod:`storage.database.migrations`."""

_JSON = JSON(none_as_null=True)


class Base(DeclarativeBase):
    """Base of all tables. JSON keeps the text as written (not JSONB), so floats come back bit for bit. What a float is
    called in a table differs between SQLAlchemy 2.0 and 2.1, where it is not said."""

    type_annotation_map: ClassVar = {dict[str, Any]: _JSON, list[Any]: _JSON, str: Text, float: Double}


class SchemaVersionRow(Base):
    """One row: the version of the schema that the tables have."""

    __tablename__ = "schema_version"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class DocumentRow(Base):
    """One parse of one file."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("sha256", "parser"),)
    number: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str]
    parser: Mapped[str]
    coverage: Mapped[dict[str, Any]]
    pictures: Mapped[list[Any]] = mapped_column(server_default="[]")
    page_labels: Mapped[list[Any]] = mapped_column(server_default="[]")
    size: Mapped[int] = mapped_column(BigInteger, server_default=sql("0"))
    paragraphs: Mapped[list[ParagraphRow]] = relationship(order_by="ParagraphRow.index")
    furniture: Mapped[list[FurnitureRow]] = relationship(order_by="FurnitureRow.position")


class ParagraphRow(Base):
    """One paragraph of a parse."""

    __tablename__ = "paragraphs"
    document: Mapped[int] = mapped_column(ForeignKey("documents.number"), primary_key=True)
    index: Mapped[int] = mapped_column("paragraph", primary_key=True, autoincrement=False)
    text: Mapped[str]
    block_class: Mapped[str]
    heading_path: Mapped[list[Any]]
    boxes: Mapped[list[Any]]
    words: Mapped[str] = mapped_column(server_default="")


class VectorRow(Base):
    """Vectors of one paragraph of a parse, float16, by an embedding model. Never audited: they can be made again."""

    __tablename__ = "vectors"
    document: Mapped[int] = mapped_column(ForeignKey("documents.number"), primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    data: Mapped[bytes]


class FurnitureRow(Base):
    """One running header or footer of a parse."""

    __tablename__ = "furniture"
    document: Mapped[int] = mapped_column(ForeignKey("documents.number"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    block_class: Mapped[str]
    box: Mapped[dict[str, Any]]


class QuestionRow(Base):
    """One question about one parse, however often it was asked.

    One row per text is kept by the write lock; an index on the text would limit its length on PostgreSQL.
    """

    __tablename__ = "questions"
    number: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[int] = mapped_column(ForeignKey("documents.number"), index=True)
    text: Mapped[str]


class AnswerRow(Base):
    """One answer. ``document_content_sha256`` is the hash of the stored document at the time of the answer, of several
    the first one's, and ``sources_content_sha256`` has one for each of several.

    The columns with a default came with a later version; the default is what an answer of an earlier one has in them,
    also one that an earlier program adds while its database is upgraded.
    """

    __tablename__ = "answers"
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    question: Mapped[int] = mapped_column(ForeignKey("questions.number"), index=True)
    created_at: Mapped[str] = mapped_column(String(32), index=True)
    document_name: Mapped[str]
    document_content_sha256: Mapped[str] = mapped_column(String(64))
    text: Mapped[str]
    given: Mapped[bool]
    truncated: Mapped[bool]
    verdict: Mapped[str]
    document_effect: Mapped[float]
    document_per_token: Mapped[list[Any]]
    tokens: Mapped[list[Any]]
    noise_floor: Mapped[float]
    read: Mapped[list[Any]]
    paragraphs_total: Mapped[int]
    model: Mapped[dict[str, Any]]
    settings: Mapped[dict[str, Any]]
    prompt_sha256: Mapped[str]
    version: Mapped[str]
    timings: Mapped[dict[str, Any]]
    given_by: Mapped[str] = mapped_column(server_default="")
    cited: Mapped[dict[str, Any] | None]
    redundant: Mapped[list[Any]] = mapped_column(server_default="[]")
    passages: Mapped[list[Any]] = mapped_column(server_default="[]")
    controls: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    what_if: Mapped[dict[str, Any] | None]
    verdict_score: Mapped[float] = mapped_column(server_default=sql("0"))
    calibration: Mapped[dict[str, Any] | None]
    confirmed: Mapped[list[Any]] = mapped_column(server_default="[]")
    claims: Mapped[list[Any]] = mapped_column(server_default="[]")
    path: Mapped[dict[str, Any] | None]
    signals: Mapped[list[Any]] = mapped_column(server_default="[]")
    choice: Mapped[dict[str, Any] | None]
    checked: Mapped[dict[str, Any] | None]
    sources: Mapped[list[Any]] = mapped_column(server_default="[]")
    sources_content_sha256: Mapped[list[Any]] = mapped_column(server_default="[]")
    provenance: Mapped[dict[str, Any] | None]
    scores: Mapped[list[ScoreRow]] = relationship(order_by="ScoreRow.rank")


class ScoreRow(Base):
    """What one paragraph did for one answer; rank 1 is the best."""

    __tablename__ = "scores"
    answer: Mapped[int] = mapped_column(ForeignKey("answers.number"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    index: Mapped[int] = mapped_column("paragraph")
    effect: Mapped[float]
    probability_drop: Mapped[float]
    below_noise: Mapped[bool]
    per_token: Mapped[list[Any]]
    together_with: Mapped[list[Any]] = mapped_column(server_default="[]")
    support: Mapped[float] = mapped_column(server_default=sql("0"))
    per_claim: Mapped[list[Any]] = mapped_column(server_default="[]")


class AuditEntryRow(Base):
    """One link of the hash chain (see :mod:`storage.log.chain`). No foreign key: it outlives what it speaks of."""

    __tablename__ = "audit_entries"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    content_sha256: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    at: Mapped[str] = mapped_column(String(32))
    sha256: Mapped[str] = mapped_column(String(64))


class RedactionRow(Base):
    """What was removed of a stored record and why: ``digests`` are the hashes of the fields that were removed, as
    :mod:`storage.log.digests` takes them. ``kind`` is that of the entry of the record, ``subject`` the entry's."""

    __tablename__ = "redactions"
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(index=True)
    digests: Mapped[dict[str, Any]]
    reason: Mapped[str]
    at: Mapped[str] = mapped_column(String(32))


class CheckpointRow(Base):
    """What was noted of the log at a moment, so that a later rewrite shows. ``content`` is the checkpoint as it was
    signed; the columns before it are for looking it up."""

    __tablename__ = "checkpoints"
    number: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    at: Mapped[str] = mapped_column(String(32))
    content: Mapped[dict[str, Any]]


class FilePlaceRow(Base):
    """Where a file with these bytes was last seen. Never audited: files move."""

    __tablename__ = "file_places"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[str] = mapped_column(String(32))


class UnfinishedPageRow(Base):
    """One page of a parse that was interrupted, as the parser wrote it, for the next try. Never audited: it goes when
    the document is stored."""

    __tablename__ = "unfinished_pages"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    parser: Mapped[str] = mapped_column(primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[str]
    kept_at: Mapped[str] = mapped_column(String(32))
