"""The filterset of search: what is looked for, and in which kinds of record."""

from functools import cached_property
from types import SimpleNamespace
from typing import Any, ClassVar

import django_filters as filters
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from industries.filtersets.base import SEARCHED, CodesFilter, StrictFilterSet
from industries.models import FOUND_KINDS, RECORDS, Findable
from industries.search import Found, search

KINDS_OF_HIT = SimpleNamespace(
    choices=[(kind, capfirst(RECORDS[kind]._meta.verbose_name)) for kind in FOUND_KINDS]
)


class SearchFilterSet(StrictFilterSet):
    """Words that must all occur, each anywhere in a record. What is found is ranked, not filtered."""

    page_size = 20

    q = filters.CharFilter(
        method="unchanged",
        help_text="Words in English or Chinese, with blanks between them; all must occur.",
        **SEARCHED,
    )
    kind = CodesFilter(KINDS_OF_HIT, method="unchanged", label=gettext_lazy("Kind of record"))

    class Meta:
        model = Findable
        fields: ClassVar[list[str]] = []

    def unchanged(self, queryset: Any, _name: str, _value: Any) -> Any:
        """Leave the queryset alone: `found` asks the index."""
        return queryset

    @cached_property
    def found(self) -> Found:
        """Return the numbers of what was found, with facets and suggestions. Three queries at most."""
        asked = self.form.cleaned_data
        return search(asked.get("q", ""), asked.get("kind") or ())

    def whole(self, found: Any) -> Any:
        """Return a page of what was found as hits. One query."""
        return self.found.hits(found)
