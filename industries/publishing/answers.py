"""Reports from readers on their way to the public: a release answers them, with what was found.

What is published is part of the release and of its hash. The readers' own words stay on the desk.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from industries.choices import ReportState
from industries.models import ReaderReport, Release
from industries.models.publishing import Answer
from industries.publishing.payload import Reference


class AnswerError(Exception):
    """Nothing was published: a report is not open any more; the message says which."""


def answerable(records: Collection[Reference]) -> QuerySet[Any]:
    """Return the open reports that a release of the records may answer, the oldest first.

    They are those about one of the records, and those about any other whose outcome is written: a
    release may correct another record than the reader looked at, or none may have been wrong.
    """
    written = ~Q(outcome_en="") | ~Q(outcome_zh="")
    about = Q()
    for kind in {kind for kind, _key in records}:
        about |= Q(kind=kind, key__in=[key for of, key in records if of == kind])
    found: QuerySet[Any] = ReaderReport.objects.still_open().filter(written | about)
    return found


def as_published(answers: Sequence[Answer]) -> list[dict[str, str]]:
    """Return the answers as a release holds them; nobody else handles their reports until it is done.

    To be called in a transaction on the desk. Raises ValueError for one that says nothing, AnswerError
    if a report is not open any more. One query.
    """
    if any(not (answer.found_en or answer.found_zh) for answer in answers):
        raise ValueError(_("Say what was found, in one language or both."))
    wanted = {answer.report: answer for answer in answers}
    open_ones = ReaderReport.objects.still_open().filter(number__in=wanted).select_for_update()
    found = {report.number: (report.kind, report.key) for report in open_ones} if wanted else {}
    for number, answer in wanted.items():
        if found.get(number) != (answer.kind, answer.key):
            message = _("Report %(number)s was handled meanwhile. Look again.")
            raise AnswerError(message % {"number": number})
    return [asdict(wanted[number]) for number in found]


def mark_answered(release: Release, by: Any) -> None:
    """Write on each report that the release answered it, and with which words."""
    for answer in release.answered:
        ReaderReport.objects.filter(number=answer.report).update(
            state=ReportState.ANSWERED,
            outcome_en=answer.found_en,
            outcome_zh=answer.found_zh,
            release=release,
            handled_by=by,
        )
