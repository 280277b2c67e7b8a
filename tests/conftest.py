"""Tiny models and tokenizers made on the spot; nothing here needs a network or a model file."""

from __future__ import annotations

import gc
import itertools
import logging
import os
import re
import shutil
import sqlite3
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy
from sqlalchemy import event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from docexplain.ingest import ParseOptions
from docexplain.ingest.files.file_bytes import read_bytes
from docexplain.ingest.files.opened_file import Facts, opened
from docexplain.ingest.ocr.tesseract import Engine, Recognised
from docexplain.ingest.ocr.tesseract import run as recognise
from docexplain.ingest.workers.pool import Pool
from docexplain.ingest.workers.process import PageFailed, PageRead
from docexplain.ingest.workers.protocol import Job, Kind, decode_page
from docexplain.ingest.workers.worker import read_page
from docexplain.records import (
    Answer,
    AnswerToken,
    Box,
    Coverage,
    Document,
    Mode,
    ModelInfo,
    Paragraph,
    ParagraphEffect,
    Settings,
    Summary,
    Verdict,
)

from .forks import ASKING, COMMANDS, Forks, run_afresh

if TYPE_CHECKING:  # else where they are used: the process that hands out the tests to others needs none
    from transformers import LlamaForCausalLM, PreTrainedModel, PreTrainedTokenizerFast

    from docexplain.model.language_model import LanguageModel

# Tiny models and single pages: threads wait for each other more than they work.
os.environ.update(OMP_NUM_THREADS="1", ORT_INTRA_OP_NUM_THREADS="1")

# What is imported stays until the end: the garbage collector need not look through it again and again.
gc.set_threshold(100_000, 50, 100)

SAMPLES = Path(__file__).parent.parent / "samples"

TEXT = """The Company will pay the Employee ten dollars per hour. The Employee starts on the first of May.
Each party may end this agreement with thirty days' notice. Question: What is the pay per hour? Answer: 12345 67890
Read the document and answer the question using only the document. Overtime, holidays, sick leave & expenses (2023)."""

CHAT_TEMPLATE = (
    "{% for m in messages %}<s>{{ m['role'] }}\n{{ m['content'] }}</s>\n{% endfor %}"
    "{% if add_generation_prompt %}<s>assistant\n{% endif %}"
)


def pytest_collection_finish() -> None:
    """Nor need it later."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def make_tokenizer(*, chat: bool = True) -> PreTrainedTokenizerFast:
    """A byte-level BPE of a few hundred tokens, so every text has tokens and decodes to itself."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    inner = Tokenizer(models.BPE())
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=320,
        special_tokens=["<s>", "</s>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    inner.train_from_iterator([TEXT], trainer)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=inner, bos_token="<s>", eos_token="</s>", pad_token="</s>")
    if chat:
        tokenizer.chat_template = CHAT_TEMPLATE
    return tokenizer


def make_llama(*, vocab_size: int = 320, context: int = 2048, seed: int = 0) -> LlamaForCausalLM:
    """Two layers, grouped-query attention, weights large enough for attention to matter."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=vocab_size,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=context,
        initializer_range=0.3,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=1,
    )
    return LlamaForCausalLM(config).eval()


@pytest.fixture(scope="session")
def tokenizer() -> PreTrainedTokenizerFast:
    return make_tokenizer()


@pytest.fixture(scope="session")
def llama() -> LlamaForCausalLM:
    return make_llama()


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model as a user would have it in a folder."""
    folder = tmp_path_factory.mktemp("tiny-model")
    make_llama().save_pretrained(folder)
    make_tokenizer().save_pretrained(folder)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _logged_deprecations_are_errors() -> Iterator[None]:
    """As ``filterwarnings`` in pyproject.toml has it for real warnings: transformers also logs such, once each."""
    inner = logging.Logger.warning

    def warning(self: logging.Logger, message: object, *arguments: Any, **options: Any) -> None:
        if re.search(r"deprecat|will be removed", str(message), re.IGNORECASE):
            pytest.fail(f"{self.name} says: {message}")
        inner(self, message, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logging.Logger, "warning", warning)
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_picture_is_looked_at_once() -> Iterator[None]:
    """The layout model's networks are functions of a page's picture and boxes, and most tests read the same few pages:
    what came of the last ones is kept. The real processes compute it themselves."""
    from onnxruntime.capi.onnxruntime_inference_collection import Session

    inner, seen = Session.run, OrderedDict[Any, list[Any]]()

    def run(self: Any, names: Any, inputs: dict[str, Any], options: Any = None) -> list[Any]:
        arrays = [
            (name, array.shape, array.dtype.str, sha256(array.tobytes()).digest()) for name, array in inputs.items()
        ]
        key = (id(self), tuple(names or ()), *arrays)
        if key not in seen:
            seen[key] = inner(self, names, inputs, options)
            if len(seen) > 24:  # two runs a page, up to 30 MB
                seen.popitem(last=False)
        seen.move_to_end(key)
        return [array.copy() for array in seen[key]]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "run", run)
        yield


@pytest.fixture(scope="session", autouse=True)
def careless() -> Iterator[Callable[..., None]]:
    """The tests' databases in this process need survive no power cut: nothing waits for the disk."""

    def hurry(connection: Any, _: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous = OFF")

    event.listen(sqlalchemy.Engine, "connect", hurry)
    yield hurry
    event.remove(sqlalchemy.Engine, "connect", hurry)


@pytest.fixture(scope="session", autouse=True)
def _a_statement_is_compiled_once() -> Iterator[None]:
    """SQLAlchemy makes the text of each statement anew for every database that is opened, which takes longer than to
    run it on a few rows: the SQLite databases of this process share the texts. Their dialects are all the same one."""
    texts: LRUCache[Any, Any] = LRUCache(2000)

    def share(connection: sqlalchemy.Connection) -> None:
        if type(connection.dialect) is SQLiteDialect_pysqlite:
            connection.engine._compiled_cache = texts  # type: ignore[assignment]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLiteDialect_pysqlite, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(SQLiteDialect_pysqlite, "__hash__", lambda one: hash(type(one)))
        event.listen(sqlalchemy.Engine, "engine_connect", share)
        yield
        event.remove(sqlalchemy.Engine, "engine_connect", share)


@pytest.fixture(scope="session", autouse=True)
def _a_picture_is_recognised_once() -> Iterator[None]:
    """So is Tesseract's reading of a picture; what fails is tried anew, and the real processes read it themselves."""
    seen: dict[Any, Recognised] = {}

    def run(engine: Engine, picture: bytes, dpi: int, *, seconds: float, any_way: bool = False) -> Recognised:
        key = (engine, sha256(picture).digest(), dpi, any_way)
        if key not in seen:
            seen[key] = recognise(engine, picture, dpi, seconds=seconds, any_way=any_way)
        return seen[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("docexplain.ingest.ocr.tesseract.run", run)
        yield


class InProcess:
    """Stands in for :class:`docexplain.ingest.workers.pool.Pool`: the same pages, read here, without the second that a
    process takes to start. Tests of the processes are marked ``processes``."""

    def __init__(self, options: ParseOptions) -> None:
        self._limits = options.limits
        self._files = ExitStack()

    def __enter__(self) -> InProcess:
        return self

    def __exit__(self, *_error: object) -> None:
        self._files.close()

    def open(self, job: Job, waiting: Callable[[], None] = lambda: None) -> Facts:
        waiting()
        data = read_bytes(job.path, self._limits)
        self._source = self._files.enter_context(opened(data, job.path, job.password, job.options))
        return self._source.facts

    def pages(self, numbers: Sequence[int]) -> Iterator[PageRead | PageFailed]:
        for number in numbers:
            kind, text = read_page(self._source, number, self._limits)
            if kind is Kind.PAGE:
                yield PageRead(decode_page(text, number), text)
            else:
                yield PageFailed(number, text, lost=kind is not Kind.FAILED)


@pytest.fixture(scope="session", autouse=True)
def _found_by_words() -> Iterator[None]:
    """Whatever models are on this machine, also in processes of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("docexplain.session.search.searching._is_here", lambda: False)
        patch.setenv("DOCEXPLAIN_SEARCH", "words")
        yield


@pytest.fixture(scope="session", autouse=True)
def _pages_in_this_process() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("docexplain.ingest.document_reader.Pool", InProcess)
        yield


@pytest.fixture(autouse=True)
def _pages_in_processes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("processes") is not None:
        monkeypatch.setattr("docexplain.ingest.document_reader.Pool", Pool)


class Homes:
    """Empty folders for what a test keeps. Those in which nothing was left serve the next test too: a folder is made at
    once, but to remove the thousands of a whole run took half a minute."""

    def __init__(self, folder: Path) -> None:
        self._names = (folder / str(i) for i in itertools.count())
        self._modes: dict[Path, int] = {}

    def folders(self) -> tuple[Path, ...]:
        """For data, for configuration and for what can be made again."""
        if not self._modes or not all(self._is_as_made(folder) for folder in self._modes):
            home = next(self._names)
            made = home / "data", home / "config", home / "cache"
            for folder in made:
                folder.mkdir(parents=True)
            self._modes = {folder: folder.stat().st_mode for folder in made}
        return tuple(self._modes)

    def _is_as_made(self, folder: Path) -> bool:
        return folder.is_dir() and folder.stat().st_mode == self._modes[folder] and not any(folder.iterdir())


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    return Homes(tmp_path_factory.mktemp("homes"))


@pytest.fixture(autouse=True)
def _own_home(homes: Homes, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """No test touches the user's database, settings or cache; the real model is in the user's cache."""
    names = "XDG_DATA_HOME", "DOCEXPLAIN_CONFIG", "DOCEXPLAIN_CACHE"
    for name, folder in zip(names, homes.folders(), strict=True):
        if name != "DOCEXPLAIN_CACHE" or request.node.get_closest_marker("model") is None:
            monkeypatch.setenv(name, str(folder))
    monkeypatch.delenv("DOCEXPLAIN_DB", raising=False)


@pytest.fixture(scope="session")
def language_model(llama: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast) -> Iterator[LanguageModel]:
    """The tiny model, loaded. Sessions find out once that it is supported, which costs as much as an answer of it."""
    from docexplain.attribution import exactness
    from docexplain.model.language_model import LanguageModel

    inner, passed = exactness.check_supported, set[Mode]()

    def check(model: PreTrainedModel, mode: Mode = Mode.MASK) -> None:
        if model is not llama:
            inner(model, mode)
        elif mode not in passed:
            inner(model, mode)
            passed.add(mode)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exactness, "check_supported", check)
        yield LanguageModel(llama, tokenizer, name="tiny", fingerprint=f"sha256:{'ef' * 32}")


Run = Callable[..., tuple[int, str, str]]


@contextmanager
def _forking(name: str, modules: Sequence[str]) -> Iterator[Run]:
    if sys.platform != "linux":
        yield run_afresh
        return
    with Forks(name, modules) as forks:
        yield forks.run


@pytest.fixture(scope="session")
def run_forked() -> Iterator[Run]:
    """Runs code in a process of its own that need not import first what most commands do."""
    with _forking("commands", COMMANDS) as run:
        yield run


@pytest.fixture(scope="session")
def run_forked_to_ask() -> Iterator[Run]:
    """The same with torch and transformers; Python takes half a second to end after them."""
    with _forking("asking", ASKING) as run:
        yield run


@pytest.fixture(scope="session")
def document() -> Document:
    """Six paragraphs on two pages, without a file."""
    texts = (
        "The Company hires the Employee as a baker. Work starts on the first of May.",
        "The Company will pay the Employee ten dollars per hour.",
        "Overtime is paid after approval by the manager.",
        "Each party may end this agreement with thirty days' notice.",
        "Sick leave: five days a year; Zürich 東京 😀.",
        "The law of Ohio applies to this agreement.",
    )
    paragraphs = tuple(
        Paragraph(i, text, (Box(1 + i // 4, 72, 72.5 * i, 540, 72.5 * i + 40),), heading_path=(f"{i}. Section",))
        for i, text in enumerate(texts, 1)
    )
    characters = sum(len("".join(text.split())) for text in texts)
    return Document("ab" * 32, "contract.pdf", "by hand/1", paragraphs, (), Coverage(2, characters, characters, 0))


@pytest.fixture
def tesseract() -> str:
    """The program; CI must have it, elsewhere the test is skipped without it."""
    program = shutil.which("tesseract")
    if program is None:
        if os.environ.get("CI", "").lower() in {"true", "1"}:
            pytest.fail("CI must test OCR: install tesseract-ocr, as .ci/tesseract does")
        pytest.skip("no Tesseract here")
    return program


Row = Sequence[float]
"""A probability for each token of an answer."""


@pytest.fixture(scope="session")
def make_answer(document: Document) -> Callable[..., Answer]:
    """An answer about ``document`` by hand, from probabilities instead of a model: of its tokens as it is, with each
    paragraph hidden, and with all of them hidden. ``changes`` go into the record."""

    def make(
        tokens: Sequence[str],
        as_it_is: Row,
        hidden: dict[int, Row],
        together: Row,
        *,
        noise: float = 0.0,
        **changes: Any,
    ) -> Answer:
        rises = {index: tuple(log(p / q) for p, q in zip(as_it_is, row, strict=True)) for index, row in hidden.items()}
        drops = {index: sum(as_it_is) - sum(row) for index, row in hidden.items()}
        effects = [ParagraphEffect(i, sum(r), drops[i], abs(sum(r)) <= noise, r) for i, r in rises.items()]
        ends = [len("".join(tokens[: i + 1])) for i in range(len(tokens))]
        settings = changes.get("settings", Settings())
        by_drop = settings.summary is Summary.PROBABILITY
        whole = tuple(log(p / q) for p, q in zip(as_it_is, together, strict=True))
        answer = Answer(
            id="0123456789ab",
            document_sha256=document.sha256,
            document_name=document.name,
            parser=document.parser,
            question="What is the pay per hour?",
            text="".join(tokens),
            given=False,
            truncated=False,
            verdict=Verdict.SUPPORTED,
            document_effect=sum(whole),
            document_per_token=whole,
            tokens=tuple(
                AnswerToken(i, text, end - len(text), end, -log(p))
                for i, (text, end, p) in enumerate(zip(tokens, ends, as_it_is, strict=True))
            ),
            effects=tuple(sorted(effects, key=lambda e: -(e.probability_drop if by_drop else e.effect))),
            noise_floor=noise,
            read=tuple(hidden),
            paragraphs_total=len(document.paragraphs),
            model=ModelInfo("tiny", "LlamaForCausalLM", "", "float32", "cpu", 1000, 2048),
            settings=settings,
            prompt_sha256="cd" * 32,
            version="0.1.0",
            created_at=datetime(2026, 1, 2, tzinfo=UTC),
        )
        return replace(answer, **changes)

    return make
