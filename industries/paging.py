"""Pages of a list: how many rows there are, and of which release, out of one query."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

from industries.models import Release
from industries.newest import noted, seen_release


class ReleasePaginator(Paginator):
    """Knows the newest release beside the number of rows; None where nothing is public.

    `whole` makes of a page of what was found the rows that are shown; `total` is how many there are,
    where that is known; else they are counted, up to `most` if that is given.
    """

    def __init__(
        self,
        found: Any,
        per_page: int,
        whole: Callable[[Any], Any] = lambda found: found,
        total: int | None = None,
        most: int | None = None,
    ):
        super().__init__(found, per_page)
        self.whole, self.total, self.most = whole, total, most

    @cached_property
    def newest(self) -> Any:
        if self.total is not None:
            return seen_release()
        return newest_release(self.object_list, self.most and self.most + 1)

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.most) if self.most else self._counted

    @property
    def has_more(self) -> bool:
        """Return whether there are rows beyond those that were counted."""
        return self._counted > self.count

    @property
    def _counted(self) -> int:
        return counted(self.newest) if self.total is None else self.total

    def _get_page(self, found: Any, number: int, paginator: Any) -> Any:
        return Page(self.whole(found), number, paginator)


def newest_release(rows: Any, most: int | None = None) -> Any:
    """Return the newest release with the number of the rows, up to `most`, as `rows`. One query."""
    return noted(Release.objects.with_count_of(rows, most).first())


def counted(newest: Any) -> int:
    """Return the number of rows that came with the release: where there is none, nothing is public."""
    return newest.rows if newest else 0
