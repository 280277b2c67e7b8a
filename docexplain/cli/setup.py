"""What the options choose, opened: a session, its store, its model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, cast

from docexplain.api import open_store
from docexplain.cli.streams import complain
from docexplain.model.sources.cache_folder import cache_dir
from docexplain.session import Caches, Notice, Session, Stage, Store
from docexplain.session.store import LateStore

if TYPE_CHECKING:
    from docexplain.cli.options.model import ModelOptions
    from docexplain.cli.options.session import SessionOptions
    from docexplain.cli.progress import Display
    from docexplain.model.language_model import LanguageModel


@contextmanager
def opened_session(opening: SessionOptions) -> Iterator[Session]:
    """A session on the database, closed after the block; where nothing is to be saved on none, and it writes no
    prefixes."""
    if opening.no_save:
        yield _session(opening, None)
        return
    with open_store(opening.db, notice=complain) as store:
        yield _session(opening, store)


@contextmanager
def session_before_its_store(opening: SessionOptions) -> Iterator[tuple[Session, Callable[[], Sequence[str]]]]:
    """As :func:`opened_session`, for a screen that stands before the database is open.

    Yields:
        The session, and what opens its database, on any thread, and gives what there is to say of it.
    """
    if opening.no_save:
        yield _session(opening, None), tuple
        return
    told: list[str] = []
    with ExitStack() as stack:
        late = LateStore(lambda: stack.enter_context(open_store(opening.db, notice=told.append)))

        def opens() -> Sequence[str]:
            late.open()
            return told

        yield _session(opening, cast(Store, late)), opens
    for sentence in told:
        complain(sentence)


def _session(opening: SessionOptions, store: Store | None) -> Session:
    caches = Caches(
        passed_checks=cache_dir() / "supported",
        speeds=cache_dir() / "speeds",
        page_key=cache_dir() / "kept-pages.key",
        prefix_cache=None if store is None else opening.prefix_cache,
    )
    model = opening.model
    return Session(
        store=store,
        model=model.name,
        load=model.load,
        caches=caches,
        parse=opening.parse,
        search=opening.search,
    )


def loaded_model(model: ModelOptions, display: Display) -> LanguageModel:
    """The model alone, loaded while ``display`` shows what is fetched and converted for it."""
    from docexplain.model.loading.by_name import load

    return load(
        model.name,
        model.load,
        fetching=display.progress(Stage.FETCH),
        fetching_hub=display.progress(Stage.FETCH_HUB),
        converting=display.progress(Stage.CONVERT),
        notice=lambda text: display(Notice(text)),
    )
