"""What the ledger says of itself: who keeps it and how, and for whom its pages work."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from industries.models.bilingual import publisher
from industries.pages.page import page


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say who keeps the ledger, how records come about, and under which licences they are."""
    context = {"publisher": publisher(), "code_licence": settings.LEDGER_CODE_LICENCE}
    return page(request, "industries/about.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what was tested of the pages, how, and where they fall short."""
    return page(request, "industries/accessibility.html", {})
