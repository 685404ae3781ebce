"""Rows as serializers declare them; what a field does is looked up once for its class, not each time.

The serializers stay the one declaration, for the schema as well. REST framework would copy them for
each request and ask each field of each row anew, which took most of the time of a page of targets.
"""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any

from django.db.models import Manager
from django.http import HttpRequest
from django.urls import reverse
from rest_framework import serializers
from rest_framework.fields import empty

# From a row and the request's addresses to the value of one member.
Getter = Callable[[Any, "Addresses"], Any]
# Which references are given whole, and by which serializer: `initiative.strategy` is one within one.
Expansion = Mapping[str, type[Any]]


class Addresses:
    """Full addresses, as the reader who asks has to write them: under their host and prefix."""

    def __init__(self, request: HttpRequest) -> None:
        self._origin = f"{request.scheme}://{request.get_host()}"
        self._lists: dict[str, str] = {}

    def of_record(self, kind: str, key: Any) -> str:
        """Return a record's address in the API; a key is letters that need no quoting."""
        if kind not in self._lists:
            self._lists[kind] = self.full(reverse(f"api:{kind}-list"))
        return f"{self._lists[kind]}{key}/"

    def full(self, path: str) -> str:
        return f"{self._origin}{path}"


class Given(serializers.Field):
    """A member that depends on who asks: `given` makes it of the row, or of what its source names."""

    def __init__(self, source: str = "*", **kwargs: Any) -> None:
        super().__init__(source=source, read_only=True, **kwargs)

    def given(self, row: Any, at: Addresses) -> Any:
        raise NotImplementedError


# what orjson writes as it is
_AS_IT_IS = {
    kind.to_representation
    for kind in (
        serializers.BooleanField,
        serializers.CharField,
        serializers.ChoiceField,
        serializers.DateField,
        serializers.DateTimeField,
        serializers.DecimalField,
        serializers.IntegerField,
    )
}


def writer(
    serializer: Any, expand: Expansion | None = None, only: tuple[str, ...] = ()
) -> Callable[[Any, Addresses], dict[str, Any]]:
    """Return what makes of a row, and of the addresses it is asked at, its members.

    `only` keeps some of them, in this order. The row has all that the serializer asks for.
    """
    parts = _members(serializer)
    if expand:
        parts = parts | _expanded(serializer, expand)
    pairs = tuple((name, parts[name]) for name in only or parts)
    return lambda row, at: {name: get(row, at) for name, get in pairs}


def members(serializer: Any) -> tuple[str, ...]:
    """Return the names of all members, in order."""
    return tuple(_members(serializer))


@cache
def _members(serializer: Any) -> dict[str, Getter]:
    declared = serializer()
    of_empty = getattr(serializer, "null_for_empty", False)
    found = {name: _getter(field, declared) for name, field in declared.fields.items()}
    return {name: _or_null(get) for name, get in found.items()} if of_empty else found


def _expanded(serializer: type[Any], expand: Expansion) -> dict[str, Getter]:
    """Return the members that references within them make other than they are."""
    fields, found = serializer().fields, {}
    for name in {path.partition(".")[0] for path in expand}:
        within = {
            path[len(name) + 1 :]: of for path, of in expand.items() if path.startswith(f"{name}.")
        }
        # what owns the reference, like a citation, stays what it is
        field = fields[name]
        of = expand.get(name) or type(getattr(field, "child", field))
        found[name] = _nested(field, writer(of, within))
    return found


def _getter(field: Any, parent: Any) -> Getter:
    row = _read(field)
    if isinstance(field, Given):
        return lambda of, at: field.given(row(of), at)
    if isinstance(field, serializers.SerializerMethodField):
        method = getattr(parent, str(field.method_name))
        return lambda of, _at: method(of)
    if isinstance(field, serializers.ListSerializer):
        return _nested(field, writer(type(field.child)))
    if isinstance(field, serializers.Serializer):
        return _nested(field, writer(type(field)))
    if type(field).to_representation in _AS_IT_IS:
        return lambda of, _at: row(of)
    written = field.to_representation
    return lambda of, _at: None if (found := row(of)) is None else written(found)


def _nested(field: Any, inside: Getter) -> Getter:
    row, is_given = _read(field), getattr(field, "is_given", None)
    if isinstance(field, serializers.ListSerializer):
        return lambda of, at: [inside(one, at) for one in _every(row(of))]
    if is_given is not None:
        return lambda of, at: inside(row(of), at) if is_given(row(of)) else None
    return lambda of, at: None if (found := row(of)) is None else inside(found, at)


def _read(field: Any) -> Callable[[Any], Any]:
    """Return what follows the field's source; behind a None is nothing."""
    names = field.source_attrs
    if not names:
        return lambda row: row
    if len(names) == 1 and field.default is empty:
        (name,) = names
        if isinstance(field.parent, serializers.ModelSerializer):
            return attrgetter(name)
        return lambda row: row[name] if isinstance(row, dict) else getattr(row, name)

    def follow(row: Any) -> Any:
        for name in names:
            if row is None:
                return None
            row = row[name] if isinstance(row, dict) else getattr(row, name)
        return row

    return follow


def _every(rows: Any) -> Any:
    return rows.all() if isinstance(rows, Manager) else rows


def _or_null(get: Getter) -> Getter:
    def value(row: Any, at: Addresses) -> Any:
        found = get(row, at)
        return None if isinstance(found, str) and not found else found

    return value
