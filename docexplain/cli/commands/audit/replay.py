"""``docexplain audit replay``: does an answer come out the same way again?"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import click

from docexplain.cli.options.model import ModelOptions, model_options
from docexplain.cli.options.shared import db_option, json_option
from docexplain.errors import ExitCode
from docexplain.ingest import ParseOptions

if TYPE_CHECKING:
    from docexplain.records import Answer


@click.command(short_help="Give an answer again, and compare.")
@click.argument("answer_id", metavar="ID")
@model_options
@db_option
@json_option
def replay(answer_id: str, model: ModelOptions, db: str | None, as_json: bool) -> int:
    """Run the answer with this ID, and its explanation, again with the model that gave it, and compare: the same bits,
    the same within the noise, or different (exit code 10); and what has changed since, such as versions or threads.
    Nothing is saved.

    The model is the recorded one, where it was found then; --model says where it is now.
    """
    from docexplain.answers.said import replays
    from docexplain.api import open_store
    from docexplain.cli.options.session import SessionOptions
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.cli.progress import Display
    from docexplain.cli.setup import opened_session
    from docexplain.common.lazy_imports import own_process
    from docexplain.records import Outcome
    from docexplain.session.documents import recorded

    with open_store(db, read_only=True) as store:
        answer, document = recorded(store, answer_id, so="it is not given again")
    opening = SessionOptions(db, True, None, _as_recorded(model, answer), ParseOptions(), "words")
    with own_process(), opened_session(opening) as session, Display() as display:
        found = session.replay(document, answer, listener=display)
    if as_json:
        changes = [asdict(change) for change in found.changes]
        told = {"answer_id": answer.id, "outcome": str(found.outcome), "largest_difference": found.largest}
        again = {"answer": found.again.text, "verdict": str(found.again.verdict)}
        click.echo(json_objects.dumps({**told, "noise_floor": found.noise, "again": again, "changes": changes}))
    else:
        click.echo(replays.outcome(found))
        for line in replays.details(found):
            click.echo(f"  {line}")
    return int(ExitCode.REPLAY if found.outcome is Outcome.DIFFERENT else ExitCode.OK)


def _as_recorded(model: ModelOptions, answer: Answer) -> ModelOptions:
    """The recorded model in the recorded form, unless another place or form is asked for."""
    from docexplain.model.sources.default_model import DEFAULT, same_weights

    info, load = answer.model, model.load
    if load.dtype == "auto" and (dtype := info.dtype.partition(",")[0]) in {"float32", "bfloat16"}:
        load = replace(load, dtype=dtype)
    given = click.get_current_context().get_parameter_source("name")
    if given is not None and given.name == "COMMANDLINE":
        return ModelOptions(model.name, load)
    if same_weights(info.fingerprint, DEFAULT.fingerprint):
        return ModelOptions(None, load)
    return ModelOptions(f"{info.name}@{info.revision}" if info.revision else info.name, load)
