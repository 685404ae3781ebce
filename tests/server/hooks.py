"""What no schema can say to schemathesis: which parameters and fields a format has a use for.

Loaded by schemathesis, in a process of its own.
"""

from typing import Any

import django
import schemathesis

django.setup()

from industries.api.asking import AS_OF, BESIDES, FIELDS, FORMAT, JSON, NDJSON  # noqa: E402
from industries.api.rows import members  # noqa: E402
from industries.api.urls import router  # noqa: E402
from industries.prefixes import read_day  # noqa: E402

VIEWS = {f"/api/v1/{prefix}/": view for prefix, view, _kind in router.registry}
OWN = {name for names in BESIDES.values() for name in names} | {"page", "cursor", "page_size"}


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Leave out of a valid request what the format that it asks for refuses.

    That it is refused, by name, is asked for in tests/api/test_more.py. Of a broken request leave out a
    day that is right: it leads on to the API of that day, which then refuses what is wrong.
    """
    view, query = VIEWS.get(case.operation.path), case.query
    if not isinstance(query, dict):
        return
    if not case.meta.generation.mode.is_positive:
        if read_day(query.get(AS_OF)):
            del query[AS_OF]
        return
    if view is None:
        return
    form = query.get(FORMAT, JSON)
    used = {*BESIDES[form], *(view.pagination_class.parameters if form == JSON else ())}
    for name in OWN & set(query) - used:
        del query[name]
    if FIELDS in query:
        columns = [column.name for column in view.table.columns]
        known = members(view.serializer_class) if form == NDJSON else columns
        query[FIELDS] = [name for name in query[FIELDS] if name in known] or list(known)[:1]


@schemathesis.deserializer("application/x-ndjson", "text/csv")
def text(_context: Any, response: Any) -> str:
    """Return a file as the text that the schema says it is."""
    found: str = response.content.decode()
    return found
