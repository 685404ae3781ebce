"""What a supervisor asks: is the process alive, and can it serve."""

from collections.abc import Iterator

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from industries.conditional import untagged
from industries.editions import DESK, LIVE
from industries.publishing.live import last_release
from industries.publishing.triggers import missing_triggers


@untagged
@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer that the process is alive; asks no database."""
    return HttpResponse("ok\n", content_type="text/plain")


@untagged
@require_safe
@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 if pages and desk can be served, else 503 with a line for each thing amiss."""
    amiss = list(_amiss())
    text = "".join(f"{line}\n" for line in amiss) or "ready\n"
    return HttpResponse(text, content_type="text/plain", status=503 if amiss else 200)


def _amiss() -> Iterator[str]:
    released: dict[str, int] = {}
    for alias in (DESK, LIVE):
        try:
            released[alias] = last_release(alias)
        except DatabaseError:
            name = "desk" if alias == DESK else "live database"
            yield f"The {name} does not answer, or is not migrated."
    if len(released) < 2:
        return
    if released[DESK] != released[LIVE]:
        yield f"Live is at release {released[LIVE]}, the log at {released[DESK]}: run catch_up."
    if missing := missing_triggers():
        yield f"The log lacks triggers: {', '.join(missing)}: run migrate."
