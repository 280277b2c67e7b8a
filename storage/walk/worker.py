"""A process that checks ranges of entries: one line of JSON in for each, one out. See :mod:`storage.walk.processes`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from storage.database.engine import open_database
from storage.database.location import locate
from storage.transactions import reading_session
from storage.walk.entries import Range
from storage.walk.walk import Walk


def main() -> None:
    """Answer until the input ends. The first line says where the database is, and which subjects are repeated."""
    task = json.loads(sys.stdin.readline())
    location = locate(Path(task["path"]) if "path" in task else task["url"])
    database = open_database(location, read_only=True)
    try:
        with reading_session(database) as session:
            walk = Walk(session, task["first"])
            for line in sys.stdin:
                found = walk.check(Range(**json.loads(line)))
                sys.stdout.write(json.dumps(asdict(found)) + "\n")
                sys.stdout.flush()
    finally:
        database.close()


if __name__ == "__main__":
    main()
