"""``docexplain models``: which models are on this machine; fetch the default one, or a newer one of the hub."""

from __future__ import annotations

from typing import Any

import click

from docexplain.cli.options.shared import json_option


@click.command(short_help="Which models are here; fetch one.")
@click.option("--fetch", is_flag=True, help="Fetch the default model now (93 MB) instead of at the first question.")
@click.option(
    "--update",
    metavar="ID",
    help="Fetch what the hub has of this model now; else a model that is here is used as it is.",
)
@click.option("--offline", is_flag=True, help="Fetch nothing (HF_HUB_OFFLINE=1 does the same).")
@json_option
def models(fetch: bool, update: str | None, offline: bool, as_json: bool) -> None:
    """List the default model and the models in the hub's cache on this machine.

    The revision is the commit that ID stands for on this machine; --model ID@REVISION takes another one.
    """
    from docexplain.cli.output import json_objects
    from docexplain.cli.progress import Display
    from docexplain.model.sources import default_model, hub
    from docexplain.session import Stage

    if fetch:
        with Display() as display:
            default_model.ensure(
                offline=offline,
                fetching=display.progress(Stage.FETCH),
                converting=display.progress(Stage.CONVERT),
            )
    if update is not None:
        with Display() as display:
            report = display.progress(Stage.FETCH_HUB)
            report(0, None)
            hub.update(update, offline=offline)
            report(1, 1)
    spec, folder = default_model.DEFAULT, default_model.folder()
    rows: list[dict[str, Any]] = [
        {
            "name": spec.name,
            "default": True,
            "here": default_model.is_here(),
            "folder": str(folder),
            "revision": spec.requirement,
        }
    ]
    rows += [
        {"name": name, "default": False, "here": True, "folder": path, "revision": revision}
        for name, path, revision in _hub_cache()
    ]
    if as_json:
        click.echo(json_objects.dumps({"models": rows}))
        return
    for row in rows:
        mark = "default" if row["default"] else row["revision"][:8]
        where = row["folder"] if row["here"] else "not here yet: docexplain models --fetch"
        click.echo(f"{row['name']:<36} {mark:<8} {where}")


def _hub_cache() -> list[tuple[str, str, str]]:
    """Model ids in the hub's cache with weights in it, their folders, and the commits that the ids stand for."""
    from huggingface_hub import constants, scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        repositories = scan_cache_dir(constants.HF_HUB_CACHE).repos
    except CacheNotFound:
        return []
    weights = (".safetensors", ".gguf", ".bin")
    return sorted(
        (repo.repo_id, str(repo.repo_path), repo.refs["main"].commit_hash if "main" in repo.refs else "")
        for repo in repositories
        if repo.repo_type == "model"
        and any(file.file_name.endswith(weights) for revision in repo.revisions for file in revision.files)
    )
