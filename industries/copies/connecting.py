"""Files of SQLite that stand in for a database: an edition that is read, a copy that is written.

There is one alias for all editions. A thread has connections of its own, and keeps the last few open:
to open one takes as long as a page.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connections
from django.db.utils import load_backend

EDITION = "edition"
MOST = 4  # files that a thread keeps open

_kept = threading.local()


@contextmanager
def reading_file(file: Path) -> Iterator[None]:
    """Let this thread's connection `edition` read a file until the block ends, which changes nothing.

    Raises FileNotFoundError.
    """
    before = connections[EDITION]
    connections[EDITION] = _opened(file)
    try:
        yield
    finally:
        connections[EDITION] = before


@contextmanager
def standing_in(alias: str, file: Path) -> Iterator[None]:
    """Let this thread read and write a file in place of a database until the block ends.

    If the machine fails meanwhile the file is lost: it is for one that is made, and then moved.
    """
    before = connections[alias]
    pragmas = "PRAGMA journal_mode=MEMORY;PRAGMA synchronous=OFF;"
    own = _connection(alias, str(file), transaction_mode="IMMEDIATE", init_command=pragmas)
    connections[alias] = own
    try:
        yield
    finally:
        connections[alias] = before
        own.close()


def _opened(file: Path) -> Any:
    opened: OrderedDict[Any, Any] = _kept.__dict__.setdefault("opened", OrderedDict())
    key = _key_of(file, opened)
    if key not in opened:
        while len(opened) >= MOST:
            opened.popitem(last=False)[1].close()
        opened[key] = _connection(EDITION, f"file:{quote(str(file))}?mode=ro&immutable=1")
    opened.move_to_end(key)
    return opened[key]


def _key_of(file: Path, opened: Iterable[Any]) -> Any:
    try:
        about = file.stat()
    except FileNotFoundError:
        # an answer that has begun to read it reads it to its end
        if key := next((key for key in reversed([*opened]) if key[0] == file), None):
            return key
        raise
    # another file of that name is another one
    return file, about.st_ino, about.st_mtime_ns


def _connection(alias: str, name: str, **options: Any) -> Any:
    # with all that Django completes settings by
    settings = connections.settings[EDITION] | {"NAME": name, "OPTIONS": options}
    return load_backend(settings["ENGINE"]).DatabaseWrapper(settings, alias)
