"""Texts of libraries that have no Chinese yet: named here, so that ours stands in the catalogue."""

from django.utils.translation import gettext_noop

TEXTS = (
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("After you’ve created a user, you’ll be able to edit more user options."),
)
