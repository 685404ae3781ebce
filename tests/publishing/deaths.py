"""The moments at which a publishing process may die or fail, inside a test's transaction."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import DatabaseError, connections

from industries.editions import DESK, LIVE
from industries.publishing import release, rows


class Killed(BaseException):
    """The process is gone, and with it what had not been committed."""


@contextmanager
def dying(moment: str) -> Iterator[None]:
    """Have the block die at a moment of `MOMENTS`, or live on if it is empty."""
    if not moment:
        yield
        return
    with MOMENTS[moment]():
        yield


def _die(*_args: Any) -> None:
    raise Killed


def _no_space(*_args: Any) -> None:
    raise OSError("no space left")


def _commit(using: str, error: type[BaseException]) -> Any:
    """Fail where the outermost block commits: in a test it is a savepoint of the test's."""
    connection: Any = connections[using]
    commit, depth = connection.savepoint_commit, len(connection.atomic_blocks)

    def failing(sid: str) -> None:
        # after a rollback a savepoint is released as well, by the same call
        if len(connection.atomic_blocks) > depth or sys.exc_info()[0]:
            commit(sid)
            return
        if error is Killed:  # nobody is left to roll it back, so the database does
            connection.savepoint_rollback(sid)
        raise error

    return patch.object(connection, "savepoint_commit", failing)


# whether the log has the release by then, is in the name
MOMENTS: dict[str, Callable[[], Any]] = {
    "before: writing the log": lambda: patch.object(release, "_keep_states", _die),
    "before: writing live": lambda: patch.object(rows, "_insert", _die),
    "before: live has no space": lambda: patch.object(rows, "_insert", _no_space),
    "before: the log's commit": lambda: _commit(DESK, Killed),
    "after: live's commit": lambda: _commit(LIVE, Killed),
    "after: live fails": lambda: _commit(LIVE, DatabaseError),
}
