"""``docexplain models``: which models are on this machine and which could be; fetch, choose and remove them."""

from __future__ import annotations

import click

from docexplain.cli.options.shared import json_option

_offline = click.option("--offline", is_flag=True, help="Fetch nothing (HF_HUB_OFFLINE=1 does the same).")


@click.group(invoke_without_command=True, short_help="Which models are here, and what fits; fetch, choose one.")
@click.option("--fetch", "old_fetch", is_flag=True, hidden=True)
@click.option("--update", "old_update", metavar="ID", hidden=True)
@_offline
@json_option
@click.pass_context
def models(context: click.Context, old_fetch: bool, old_update: str | None, offline: bool, as_json: bool) -> None:
    """List the models on this machine, and a few that could be fetched: parameters, size, and whether they fit the
    memory that is free now.

    A model of the hub has the commit that its id stands for on this machine; --model ID@REVISION takes another one.

    \b
    docexplain models fetch Qwen/Qwen3-0.6B   one of the list, or any of the hub
    docexplain models use Qwen/Qwen3-0.6B     it answers from now on
    docexplain models use --default           back to the default model
    """
    if context.invoked_subcommand is not None:
        return
    from docexplain.cli.fetching import fetched

    for name in ([None] if old_fetch else []) + ([old_update] if old_update is not None else []):
        fetched(name, offline=offline)
    _list(as_json)


def _list(as_json: bool) -> None:
    from docexplain.cli.options.chosen_model import chosen
    from docexplain.cli.output import models_list
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.common.lazy_imports import own_process
    from docexplain.model.devices.room import room_here
    from docexplain.model.sources import catalogue
    from docexplain.model.sources.on_this_machine import present

    choice = chosen()
    with own_process():
        told = present(), catalogue.entries(), room_here(), choice
    if as_json:
        click.echo(json_objects.dumps(models_list.as_json(*told)))
    else:
        for line in models_list.lines(*told):
            click.echo(line)


@models.command(short_help="Fetch a model, or what the hub has of it now.")
@click.argument("name", required=False)
@_offline
@json_option
def fetch(name: str | None, offline: bool, as_json: bool) -> None:
    """Fetch the model NAME: one that docexplain models lists, any id of the hub, or ID@REVISION; without NAME the
    default model.

    Files are checked against the hub's hashes. After an interruption the same command goes on from there. A model that
    is here is fetched again where the hub has a newer one.
    """
    from docexplain.cli.fetching import fetched
    from docexplain.cli.output.as_json import objects as json_objects

    done = fetched(name, offline=offline)
    if as_json:
        click.echo(json_objects.dumps({"fetched": done}))
    else:
        click.echo(f"{done['name']} is here, revision {done['revision']}: docexplain models use {done['name']}")


@models.command(short_help="Choose the model that answers from now on.")
@click.argument("name", required=False)
@click.option("--default", "back", is_flag=True, help="Forget the choice: the default model answers.")
@json_option
def use(name: str | None, back: bool, as_json: bool) -> None:
    """Let the model NAME answer wherever --model and DOCEXPLAIN_MODEL name no other one: one that docexplain models
    lists, an id of the hub that is here (ID@REVISION for one commit of it), a folder or a .gguf file.

    The choice is kept in config.toml in the folder for configuration.
    """
    from docexplain.cli.fetching import usable
    from docexplain.cli.options.chosen_model import KEY
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.common import config_file
    from docexplain.model.sources.default_model import DEFAULT

    if back == (name is not None):
        raise click.UsageError("Give the name of a model, or --default.")
    chosen, note = (None, "") if name is None else usable(name)
    config_file.write(KEY, chosen)
    if as_json:
        click.echo(json_objects.dumps({"model": chosen, "config": str(config_file.path())}))
    else:
        click.echo(f"{chosen or DEFAULT.name} answers from now on{note}.")


@models.command(short_help="Delete a model that is here.")
@click.argument("name")
@json_option
def remove(name: str, as_json: bool) -> None:
    """Delete what is here of the model NAME: the default one, one of the hub, or the copy that was made of a GGUF file.
    A folder or GGUF file of yours is never deleted.
    """
    from docexplain.cli.fetching import removed
    from docexplain.cli.output.as_json import objects as json_objects
    from docexplain.cli.output.models_list import gigabytes

    gone = removed(name)
    if as_json:
        click.echo(json_objects.dumps({"removed": {"name": gone.name, "kind": gone.kind, "folder": gone.place}}))
    elif gone.kind == "file":
        click.echo(f"What was made of {gone.name} is gone; the file itself stays.")
    else:
        click.echo(f"{gone.name} is gone ({gigabytes(gone.bytes)}).")
