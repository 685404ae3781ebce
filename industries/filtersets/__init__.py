"""One filterset for each list, for page and API."""

from industries.filtersets.base import (
    LONGEST_SEARCH,
    TOO_LONG,
    CodesFilter,
    FilterProblem,
    InvalidFilterError,
    KeysFilter,
    MonthFilter,
    StrictFilterSet,
    YesNoFilter,
    shown,
)
from industries.filtersets.log import ChangeFilterSet, ReleaseFilterSet
from industries.filtersets.records import (
    ChangedGoalFilterSet,
    DueFilterSet,
    GroupFilterSet,
    IndicatorFilterSet,
    IndustryFilterSet,
    InitiativeFilterSet,
    ObservationFilterSet,
    ProductFilterSet,
    SourceFilterSet,
    StrategyFilterSet,
    TargetFilterSet,
)
from industries.filtersets.search import SearchFilterSet

__all__ = [
    "LONGEST_SEARCH",
    "TOO_LONG",
    "ChangeFilterSet",
    "ChangedGoalFilterSet",
    "CodesFilter",
    "DueFilterSet",
    "FilterProblem",
    "GroupFilterSet",
    "IndicatorFilterSet",
    "IndustryFilterSet",
    "InitiativeFilterSet",
    "InvalidFilterError",
    "KeysFilter",
    "MonthFilter",
    "ObservationFilterSet",
    "ProductFilterSet",
    "ReleaseFilterSet",
    "SearchFilterSet",
    "SourceFilterSet",
    "StrategyFilterSet",
    "StrictFilterSet",
    "TargetFilterSet",
    "YesNoFilter",
    "shown",
]
