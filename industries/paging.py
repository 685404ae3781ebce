"""Pages of a list: how many rows there are, and of which release, out of one query."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

from industries.models import Release


class ReleasePaginator(Paginator):
    """Knows the newest release beside the number of rows; None where nothing is public."""

    @cached_property
    def newest(self) -> Any:
        return newest_release(self.object_list)

    @cached_property
    def count(self) -> int:
        return counted(self.newest)


def newest_release(rows: Any) -> Any:
    """Return the newest release with the number of the given rows as `rows`. One query."""
    return Release.objects.with_count_of(rows).first()


def counted(newest: Any) -> int:
    """Return the number of rows that came with the release: where there is none, nothing is public."""
    return newest.rows if newest else 0
