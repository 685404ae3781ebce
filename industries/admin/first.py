"""The one-time link that makes the first administrator of a new desk."""

from django.contrib.auth import get_user_model, login
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from industries.admin.accounts import SIGN_IN, AccountCreationForm
from industries.editions import DESK
from industries.publishing.live import lock_log

VALID_SECONDS = 24 * 3600
_signer = TimestampSigner(salt="industries.first-administrator")


def has_administrator() -> bool:
    """Return whether somebody can administer the desk already. One query."""
    return get_user_model().objects.filter(is_superuser=True, is_active=True).exists()


def first_admin_path() -> str:
    """Return the path of a link that is valid for a day, and until it has been used."""
    return reverse("first_administrator", args=[_signer.sign("first")])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first administrator and sign them in."""
    _check(token)
    form = AccountCreationForm(request.POST or None)
    for name in ("usable_password", "groups"):  # they sign in with one, and may do everything
        form.fields.pop(name, None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic(using=DESK):
            lock_log(DESK)  # of two who open the link at once, one is the first
            _check(token)
            user = form.save(commit=False)
            user.is_staff = user.is_superuser = True
            user.save()
        login(request, user, backend=SIGN_IN)
        return redirect("admin:index")
    return render(request, "admin/industries/first_administrator.html", {"form": form})


def _check(token: str) -> None:
    try:
        _signer.unsign(token, max_age=VALID_SECONDS)
    except BadSignature as error:
        raise Http404(_("This link is not valid, or a day old. Start the server again.")) from error
    if has_administrator():
        raise Http404(_("There is an administrator already."))
