"""Small records for tests, made on the desk with every required field filled in."""

import itertools
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from industries.editions import desk
from industries.models import (
    Citation,
    Indicator,
    Industry,
    IndustryGroup,
    Initiative,
    Observation,
    Product,
    ReaderReport,
    Record,
    Release,
    Source,
    Strategy,
    Target,
)
from industries.models.publishing import Answer
from industries.publishing.release import publish
from industries.publishing.states import note_edit

# for `pytestmark`: the tests of a module use desk, live and editions
uses_ledger = pytest.mark.django_db(databases=["default", "live", "edition"])

_numbers = itertools.count(1)


def _record(model: type[Record], *, cites: Source | None = None, **fields: Any) -> Any:
    key = fields.setdefault("key", f"made_{model.kind}_{next(_numbers)}")
    fields.setdefault("slug", key.replace("_", "-"))
    with desk():
        record = model(**fields)
        record.full_clean()
        record.save()
        if cites is not None:
            Citation.objects.create(
                **{model.kind: record}, source=cites, locator="page 1", as_stated="as stated"
            )
        note_edit(record, None)
    return record


def source(**fields: Any) -> Source:
    fields = {
        "title": "A made-up bulletin",
        "publisher": "A made-up office",
        "url": "https://example.org/bulletin",
        "link_safe": True,
        "language": "en",
        "source_kind": "press",
        "confidence": "press",
        "published_on": date(2024, 3, 1),
    } | fields
    return _record(Source, **fields)


def group(**fields: Any) -> IndustryGroup:
    return _record(IndustryGroup, **{"cites": source(), "name_en": "A made-up group"} | fields)


def strategy(**fields: Any) -> Strategy:
    fields = {"cites": source(), "name_en": "A strategy", "position": next(_numbers) + 100} | fields
    return _record(Strategy, **fields)


def industry(**fields: Any) -> Industry:
    fields = {"cites": source(), "name_en": "Made-up goods", "stage": "emerging"} | fields
    return _record(Industry, **fields)


def product(**fields: Any) -> Product:
    fields = {"cites": source(), "name_en": "A product", "product_kind": "product"} | fields
    fields.setdefault("industry_basis", "stated")
    return _record(Product, **fields)


def initiative(**fields: Any) -> Initiative:
    fields = {"cites": source(), "name_en": "A made-up plan", "initiative_kind": "plan"} | fields
    return _record(Initiative, **fields)


def indicator(**fields: Any) -> Indicator:
    fields = {
        "name_en": "Made-up output",
        "unit": "Mt",
        "definition_en": "What was made up in the year.",
        "measure": "flow",
        "direction": "increase",
        "frequency": "annual",
        "method": "growth",
    } | fields
    return _record(Indicator, **fields)


def target(**fields: Any) -> Target:
    fields = {
        "cites": source(),
        "target_kind": "by_date",
        "kind_basis": "stated",
        "standing": "commitment",
        "comparator": "gte",
        "value": Decimal(50),
        "unit": "Mt",
        "unit_basis": "stated",
        "due_on": date(2025, 12, 31),
        "deadline_basis": "stated",
        "baseline_basis": "not_stated",
        "announced_on": date(2024, 3, 1),
        "announced_basis": "published",
    } | fields
    fields.setdefault("indicator", None)
    fields["indicator"] = fields["indicator"] or indicator()
    return _record(Target, **fields)


def observation(**fields: Any) -> Observation:
    fields = {
        "cites": source(),
        "period": "2024",
        "period_basis": "stated",
        "value": Decimal("12.5"),
        "unit": "Mt",
        "status": "final",
    } | fields
    fields["indicator"] = fields.get("indicator") or indicator()
    return _record(Observation, **fields)


def published(*records: Record, **about: Any) -> Release:
    """Publish the records with every source they cite and every record they need."""
    wanted: dict[tuple[str, str], Record] = {}
    with desk():
        for record in records:
            wanted |= {(r.kind, r.key): r for r in _needed(record)}
    return publish(wanted.values(), **{"note_en": "Made for a test.", **about})


def report(kind: str, key: str, **fields: Any) -> ReaderReport:
    """Return a report from a reader, as it lies on the desk."""
    fields = {"number": f"R{next(_numbers):07}", "version": 1, "wrong": "It is wrong."} | fields
    made: ReaderReport = ReaderReport.objects.create(kind=kind, key=key, language="en", **fields)
    return made


def answer(report: ReaderReport, *, found_en: str = "", found_zh: str = "") -> Answer:
    found = {"found_en": found_en, "found_zh": found_zh}
    return Answer(report=report.number, kind=report.kind, key=report.key, **found)


def _needed(record: Record) -> list[Record]:
    found: list[Record] = [record]
    if record.needs_citation:
        found += [citation.source for citation in record.citations.all()]  # type: ignore[attr-defined]
    for name in ("indicator", "industry", "strategy"):
        if other := getattr(record, name, None):
            found += _needed(other)
    return found
