"""What a saved target comes to by the method, from what stands on the desk."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from industries.editions import today
from industries.models import Observation, Target
from industries.models.bilingual import is_chinese, written_day
from industries.progress.assessment import Assessment
from industries.progress.outlook import Outlook, outlook
from industries.reports import assessment_of


@dataclass(frozen=True, slots=True)
class Assessed:
    """A target's assessment on a day, with what its form says of it in the language of the desk."""

    target: Any
    assessment: Assessment
    outlook: Outlook | None

    @property
    def data_to(self) -> str:
        """The period of the latest figure that the verdict rests on; empty if it rests on none."""
        found, latest = self.assessment, self.assessment.latest
        figure = found.by or (latest.figure if latest else None)
        return figure.period.shown(chinese=is_chinese()) if figure else ""

    @property
    def next_due(self) -> str:
        return written_day(self.outlook.due_on) if self.outlook else ""

    @property
    def next_of(self) -> str:
        """The last day of the period that the next figure is awaited for."""
        return written_day(self.outlook.ends_on) if self.outlook else ""

    @property
    def is_overdue(self) -> bool:
        return self.outlook is not None and self.outlook.is_overdue(self.assessment.as_of)

    @property
    def is_set_aside(self) -> bool:
        return bool(self.target.is_set_aside(self.assessment.as_of))

    @property
    def set_aside_until(self) -> str:
        until = self.target.set_aside_until
        return written_day(until) if until else ""


def assessed(pk: int, as_of: date | None = None) -> Assessed:
    """Return how the desk's target stands on a day, by default today: drafts and leads count as well.

    Four queries, however many figures there are.
    """
    target = Target.objects.select_related("indicator", "industry").with_citations().get(pk=pk)
    series = Observation.objects.filter(indicator=target.indicator_id, industry=target.industry_id)
    found = assessment_of(target, series.with_citations(), as_of or today())
    return Assessed(target, found, outlook(found))
