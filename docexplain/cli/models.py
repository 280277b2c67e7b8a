"""``docexplain models``: which models are on this machine, and fetch the default one."""

from __future__ import annotations

from typing import Any

import click

from docexplain.cli.options import json_option


@click.command(short_help="Which models are here; fetch the default one.")
@click.option("--fetch", is_flag=True, help="Fetch the default model now (93 MB) instead of at the first question.")
@json_option
def models(fetch: bool, as_json: bool) -> None:
    """List the default model and the models in the hub's cache on this machine."""
    from docexplain.cli import schema
    from docexplain.cli.progress import Display
    from docexplain.model import default_model
    from docexplain.session import Stage

    if fetch:
        with Display() as display:
            default_model.ensure(fetching=display.progress(Stage.FETCH), converting=display.progress(Stage.CONVERT))
    spec, folder = default_model.DEFAULT, default_model.folder()
    rows: list[dict[str, Any]] = [
        {"name": spec.name, "default": True, "here": default_model.is_here(), "folder": str(folder)}
    ]
    rows += [{"name": name, "default": False, "here": True, "folder": path} for name, path in _hub_cache()]
    if as_json:
        click.echo(schema.dumps({"models": rows}))
        return
    for row in rows:
        mark = "default" if row["default"] else ""
        where = row["folder"] if row["here"] else "not here yet: docexplain models --fetch"
        click.echo(f"{row['name']:<36} {mark:<8} {where}")


def _hub_cache() -> list[tuple[str, str]]:
    """Model ids in the hub's cache with weights in it, and their folders."""
    from huggingface_hub import scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        repositories = scan_cache_dir().repos
    except CacheNotFound:
        return []
    weights = (".safetensors", ".gguf", ".bin")
    return sorted(
        (repo.repo_id, str(repo.repo_path))
        for repo in repositories
        if repo.repo_type == "model"
        and any(file.file_name.endswith(weights) for revision in repo.revisions for file in revision.files)
    )
