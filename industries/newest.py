"""The newest release as an answer found it: what the answer is of, and what its tag is made of.

Whoever asks a second time within one answer gets what was seen first: content that was read since is
of this release or of a later one, never of an earlier.
"""

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from industries.models import Release

# a list with nothing in it before somebody asks, then with the release, or None where there is none
_seen = contextvars.ContextVar[list[Any] | None]("seen", default=None)


@contextmanager
def one_answer(newest: Release | None = None) -> Iterator[None]:
    """Ask for the newest release once until the block ends; not at all where it is given."""
    token = _seen.set([newest] if newest else [])
    try:
        yield
    finally:
        _seen.reset(token)


def seen_release() -> Any:
    """Return the newest release, None where nothing is public. One query, or none in an answer."""
    seen = _seen.get()
    if seen:
        return seen[0]
    return noted(Release.objects.first())


def noted(newest: Any) -> Any:
    """Return the release, which another query brought along, and remember it unless one was seen."""
    seen = _seen.get()
    if seen is not None and not seen:
        seen.append(newest)
    return newest


def was_seen() -> bool:
    """Return whether the newest release has been asked for in this answer."""
    return bool(_seen.get())
