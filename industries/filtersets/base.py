"""What filters are made of. No client string becomes an ORM lookup.

A name or value that is not known is an error, never an empty filter.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any, ClassVar, Self

import django_filters as filters
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Q, QuerySet
from django.forms import DateTimeField, RegexField
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from drf_spectacular.utils import extend_schema_field

from industries.models.bilingual import is_chinese
from industries.wording import is_text


@dataclass(frozen=True, slots=True)
class FilterProblem:
    """One parameter that was not understood, and what would have been.

    The message is for programs. `said` is for readers of a page, who know labels and no codes; empty
    where the message does for both.
    """

    code: str
    path: str
    message: str
    said: str = ""


class InvalidFilterError(BadRequest):
    """The query string asks for what this list does not have: 400, with a sentence for each problem."""

    def __init__(self, problems: list[FilterProblem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class CodesFilter(filters.BaseInFilter, filters.ChoiceFilter):
    """One or more codes of a closed list, with commas between them: any of these."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=choices.choices, **kwargs)


class CodesWithinFilter(CodesFilter):
    """One or more codes, any of which stands in a text that has codes between blanks."""

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        found = Q()
        for code in value:
            found |= Q(**{f"{self.field_name}__contains": f" {code} "})
        return qs.filter(found)


_RIGHT_KEY = gettext_lazy("A key has small letters, digits and “_”: modern_chemicals.")


class KeysFilter(filters.BaseInFilter, filters.CharFilter):
    """One or more keys of records, or words like them, with commas between: any of these."""

    field_class = RegexField

    def __init__(
        self,
        regex: str = r"^[a-z][a-z0-9_]*\Z",
        right: Any = _RIGHT_KEY,
        **kwargs: Any,
    ) -> None:
        super().__init__(regex=regex, error_messages={"invalid": right}, **kwargs)


class _Through:
    """Follows a relation to many in a query within, so that no row is found twice."""

    field_name: str

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        relation, _, rest = self.field_name.partition("__")
        field = qs.model._meta.get_field(relation)
        found = field.related_model.objects.order_by().filter(**{f"{rest}__in": value})
        if field.one_to_many:
            return qs.filter(pk__in=found.values(field.field.attname))
        return qs.filter(**{f"{relation}__in": found.values("pk")})


class KeysThroughFilter(_Through, KeysFilter):
    """Keys of records that the relation leads to: any of these."""


class CodesThroughFilter(_Through, CodesFilter):
    """Codes of rows that the relation leads to: any of these."""


class YesNoFilter(filters.TypedChoiceFilter):
    """`true` or `false`; the library's own takes any other word for no filter at all."""

    def __init__(self, **kwargs: Any) -> None:
        codes = [("true", "true"), ("false", "false")]
        super().__init__(choices=codes, coerce=lambda code: code == "true", **kwargs)
        # the schema would guess from the model's field, which is of another type or an annotation
        said = kwargs.get("help_text") or kwargs.get("label")
        extend_schema_field({"type": "boolean", "description": said})(self)


class WholeFilter(filters.NumberFilter):
    """A whole number from 1 up to `max_value`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, decimal_places=0, **kwargs)


# SQLite refuses a pattern over 50,000 bytes and a condition of over 1,000 parts
LONGEST_SEARCH = 100
TOO_LONG = ngettext_lazy(
    "At most %(limit_value)d letter is taken; it has %(show_value)d.",
    "At most %(limit_value)d letters are taken; it has %(show_value)d.",
    "limit_value",
)
# of what takes words to search for
SEARCHED: dict[str, Any] = {
    "label": gettext_lazy("Search"),
    "max_length": LONGEST_SEARCH,
    "error_messages": {"max_length": TOO_LONG},
}
MOST_PROBLEMS = 5  # of one parameter: each names all that is valid
MOST_SAID = 40  # letters of a value that is not understood


def shown(value: str) -> str:
    """Return what somebody sent as an answer quotes it: short, and what no reader can see left out."""
    letters = "".join(letter for letter in value[: MOST_SAID * 5] if letter.isprintable())
    return str(Truncator(letters).chars(MOST_SAID, truncate="…"))


def not_valid(name: str, value: str, valid: Iterable[str]) -> FilterProblem:
    """Return the problem of a parameter with a value that it cannot have."""
    message = f"“{shown(value)}” cannot be used for “{name}”. Valid are: {', '.join(valid)}."
    return FilterProblem("invalid_value", name, message)


def several(query: Mapping[str, str], name: str, valid: Iterable[str]) -> tuple[str, ...]:
    """Return what the parameter names, with commas between, in its order; empty if it is not given.

    Raises InvalidFilterError if some of them are not valid, or are named twice.
    """
    if name not in query:
        return ()
    names, known = tuple(query[name].split(",")), tuple(valid)
    right = f"Valid are: {', '.join(known)}."
    wrong = (
        FilterProblem("repeated_value", name, f"“{one}” is named twice in “{name}”. {right}")
        if one in known
        else not_valid(name, one, known)
        for one, times in Counter(names).items()
        if one not in known or times > 1
    )
    if problems := list(islice(wrong, MOST_PROBLEMS)):
        raise InvalidFilterError(problems)
    return names


class MomentField(DateTimeField):
    """A moment with its time zone, without which it would be hours off for half of those who ask."""

    default_error_messages: ClassVar = {
        "invalid": gettext_lazy("Write a day and a time with its zone: 2026-01-31T08:00:00Z."),
    }

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        with suppress(ValueError, OverflowError):  # the first and last hours of the calendar
            moment = parse_datetime(str(value).strip())
            if moment and moment.tzinfo:
                return moment.astimezone(UTC)
        raise ValidationError(self.error_messages["invalid"], code="invalid")


class MomentFilter(filters.IsoDateTimeFilter):
    field_class = MomentField


class MonthFilter(filters.CharFilter):
    """The month of a moment, in the ledger's time zone: `2026-01`."""

    field_class = RegexField

    def __init__(self, **kwargs: Any) -> None:
        message = gettext_lazy("Write a month: 2026-01.")
        kwargs["error_messages"] = {"invalid": message}
        super().__init__(regex=r"^[12][0-9]{3}-(0[1-9]|1[0-2])\Z", **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        year, month = map(int, value.split("-"))
        first, after = date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
        start, end = (timezone.make_aware(datetime.combine(day, time())) for day in (first, after))
        name = self.field_name
        return qs.filter(**{f"{name}__gte": start, f"{name}__lt": end})


class TextFilter(filters.CharFilter):
    """Words that must all occur, each in any of the named fields."""

    def __init__(self, *fields: str) -> None:
        super().__init__(**SEARCHED)
        self.fields = fields

    def filter(self, qs: Any, value: Any) -> Any:
        for word in (value or "").split():
            found = Q()
            for field in self.fields:
                found |= Q(**{f"{field}__icontains": word})
            qs = qs.filter(found)
        return qs


class Ordering(filters.OrderingFilter):
    """Named orders; the key breaks ties, so that pages neither repeat nor skip a row."""

    said: ClassVar[dict[str, Any]] = {
        "announced_on": gettext_lazy("day of announcement"),
        "due_on": gettext_lazy("deadline"),
        "ends": gettext_lazy("end"),
        "key": gettext_lazy("key"),
        "name_en": gettext_lazy("English name"),
        "next_due_on": gettext_lazy("day the next figure is due"),
        "position": gettext_lazy("place in the framework"),
        "published_on": gettext_lazy("day of publication"),
        "publisher": gettext_lazy("publisher"),
        "starts": gettext_lazy("beginning"),
        "title": gettext_lazy("title"),
        "value": gettext_lazy("value"),
    }

    def __init__(self, *, fields: list[str]) -> None:
        labels = {name: self.said[name] for name in fields}
        last = gettext_lazy("{order}, from the last")
        # the library's own would be put together in the language of the start, and stay in it
        labels |= {f"-{name}": format_lazy(last, order=labels[name]) for name in fields}
        super().__init__(fields=fields, field_labels=labels, label=gettext_lazy("In the order of"))

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        return qs.order_by(*(self.get_ordering_value(param) for param in value if param), "key")


class StrictFilterSet(filters.FilterSet):
    """A filterset that refuses names it does not know.

    `shown` names the filters that a page offers as a form, in order; `more` those that it folds away.
    A page shows `page_size` rows.
    """

    page_size: ClassVar[int] = 50
    shown: ClassVar[tuple[str, ...]] = ("search",)
    more: ClassVar[tuple[str, ...]] = ()
    paging: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, data: QueryDict, queryset: QuerySet[Any], *, paging: tuple[str, ...] = ("page",)
    ) -> Self:
        """Return the filterset, valid. Raises InvalidFilterError otherwise, BadRequest for no text.

        `paging` are the names that the list itself understands.
        """
        if not is_text("".join(text for name, values in data.lists() for text in (name, *values))):
            raise BadRequest(_("What was sent here is no text in Unicode."))  # and cannot be quoted
        filterset = cls(data, queryset=queryset)
        filterset.paging = paging
        if problems := list(filterset._problems()):
            raise InvalidFilterError(problems)
        return filterset

    @property
    def applied(self) -> dict[str, str]:
        """Name and value of each filter in use."""
        return {name: self.data[name] for name in self.filters if self.data.get(name)}

    @property
    def found(self) -> Any:
        """Return what the filters find, in order: to be counted and cut into pages."""
        return self.qs

    def whole(self, found: Any) -> Any:
        """Return a page of what was found as the rows that the list shows."""
        return found

    def label_of(self, name: str) -> str:
        """Return what readers know a filter by."""
        # one that was given no label is for programs, and its name says most
        return str(self.base_filters[name]._label or name)

    def get_form_class(self) -> Any:
        """Return a form of the fields that are asked for: to make all takes longer than a query."""
        fields = {name: of.field for name, of in self.filters.items() if name in self.data}
        return type(f"{type(self).__name__}Form", (self._meta.form,), fields)

    def _problems(self) -> Iterable[FilterProblem]:
        valid = sorted(self.filters)
        for name in sorted(set(self.data) - set(valid) - set(self.paging)):
            message = _("“%(name)s” is not a parameter of this list. Valid are: %(valid)s.")
            params = {"name": shown(name), "valid": ", ".join([*valid, *self.paging])}
            yield FilterProblem("unknown_parameter", shown(name), message % params)
        for name, values in self.data.lists():
            if len(values) > 1:
                message = _("“%(name)s” is given more than once. Write %(name)s=%(values)s.")
                params = {"name": shown(name), "values": shown(",".join(values))}
                yield FilterProblem("repeated_parameter", shown(name), message % params)
        for name, errors in self.form.errors.items():
            codes = self._codes(name)
            hint = f" {_valid(', '.join(codes))}" if codes else ""
            # a key is for programs: it orders nothing that a reader looks for
            known = [label for code, label in codes.items() if code.strip("-") != "key"]
            labels = _valid(("；" if is_chinese() else "; ").join(known)) if codes else ""
            for error in (self._shortened(name, str(error)) for error in errors):
                said = self._said(name, labels or str(error))
                yield FilterProblem("invalid_value", name, f"{error}{hint}", said)

    def _shortened(self, name: str, error: str) -> str:
        """Return an error of Django's, which quotes what was sent, or a part of it, at any length."""
        whole = self.data.get(name, "")
        for part in (whole, max(whole.split(","), key=len)):
            if len(part) > MOST_SAID:
                error = error.replace(part, shown(part))
        return error

    def _codes(self, name: str) -> dict[str, str]:
        """Return code and label of all that a filter can be; none if the list of them is not closed."""
        codes = self.filters[name].extra.get("choices") if name in self.filters else None
        return {} if not codes or callable(codes) else {str(code): str(label) for code, label in codes}

    def _said(self, name: str, right: str) -> str:
        """Return for readers which filter was not understood, in what it says, and what is right."""
        # in one text: a blank between sentences is not for Chinese
        message = _("“%(value)s” cannot be used for “%(label)s”. %(right)s")
        params = {
            "value": shown(self.data.get(name, "")),
            "label": self.label_of(name),
        }
        return message % {**params, "right": right}


def _valid(codes: str) -> str:
    return _("Valid are: %(valid)s.") % {"valid": codes}
