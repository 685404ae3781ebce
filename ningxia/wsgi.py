"""What a server calls."""

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ningxia.settings")
_django = get_wsgi_application()

from industries.middleware import is_utf_8  # noqa: E402  (which needs the settings)

UNKNOWN = "text/plain; charset=unknown"


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer a request.

    Django reads the address too in the charset that a client names, before any middleware, and
    fails where that is not of texts. Whatever is not UTF-8 becomes one that it does not know, and
    leaves aside; a form in it is then refused by CharsetMiddleware.
    """
    return _django(environ | _readable(environ.get("CONTENT_TYPE", "")), start_response)


def _readable(content_type: str) -> dict[str, str]:
    try:
        _type, said = parse_header_parameters(content_type)
    except ValueError:  # a parameter that is itself in a charset that there is not
        return {"CONTENT_TYPE": UNKNOWN}
    return {} if is_utf_8(said) else {"CONTENT_TYPE": UNKNOWN}
