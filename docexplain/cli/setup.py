"""What the options choose, opened: a session, its store, its model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from docexplain.api import open_store
from docexplain.cli.streams import complain
from docexplain.model.sources.cache_folder import cache_dir
from docexplain.session import Caches, Notice, Session, Stage

if TYPE_CHECKING:
    from docexplain.cli.options.model import ModelOptions
    from docexplain.cli.options.session import SessionOptions
    from docexplain.cli.progress import Display
    from docexplain.model.language_model import LanguageModel


@contextmanager
def opened_session(opening: SessionOptions) -> Iterator[Session]:
    """A session on the database, closed after the block; where nothing is to be saved on none, and it writes no
    prefixes."""
    model = opening.model
    caches = Caches(
        passed_checks=cache_dir() / "supported", speeds=cache_dir() / "speeds", page_key=cache_dir() / "kept-pages.key"
    )
    start = partial(Session, model=model.name, load=model.load, parse=opening.parse, search=opening.search)
    if opening.no_save:
        yield start(caches=caches)
        return
    with open_store(opening.db, notice=complain) as store:
        yield start(store=store, caches=replace(caches, prefix_cache=opening.prefix_cache))


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
