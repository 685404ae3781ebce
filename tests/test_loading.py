"""Fixtures are data that is tested: whole, and broken in each way that can happen."""

import csv
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from industries.editions import DESK, LIVE
from industries.fixtures import FixtureError, problems_in, read
from industries.loading import load
from industries.models import RECORDS, DeskState, Release, Version
from tests import make
from tests.commands import manage

pytestmark = make.uses_ledger
FIXTURES = Path(settings.BASE_DIR) / "fixtures"
FACTS = Path(__file__).parent / "facts.csv"


def facts() -> list[dict[str, str]]:
    """Targets and observations as the facts list them, written down apart from the fixtures."""
    with FACTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_primary_and_press_fact_is_public_and_every_weak_one_a_lead() -> None:
    for kind in ("target", "observation"):
        mine = [fact for fact in facts() if fact["kind"] == kind]
        assert len(mine) == {"target": 115, "observation": 198}[kind]
        public = {f["key"] for f in mine if f["confidence"] in ("primary", "press")}
        first = Version.objects.using(LIVE).filter(release=1, kind=kind)
        assert set(first.values_list("key", flat=True)) == public
        leads = DeskState.objects.filter(kind=kind, key__in={f["key"] for f in mine} - public)
        assert leads.count() == len(mine) - len(public)
        assert all("weak sources" in state.lead_reason for state in leads)


def test_every_fact_has_its_value_source_and_words() -> None:
    rows: dict[tuple[str, str], Any] = {}
    for kind in ("target", "observation"):
        queryset: Any = RECORDS[kind].objects.using(DESK)
        for row in queryset.select_related("indicator").prefetch_related("citations__source"):
            rows[kind, row.key] = row
    for fact in facts():
        row = rows[fact["kind"], fact["key"]]
        citation = row.citations.all()[0]
        assert (row.indicator.key, citation.source.key) == (fact["indicator"], fact["source"])
        assert row.value == make.Decimal(fact["value"])
        assert citation.as_stated == fact["as_stated"]
        assert fact["when"] in ("", str(getattr(row, "due_on", None)), getattr(row, "period", None))


def test_loading_again_changes_nothing() -> None:
    before = {k: list(m.objects.using(DESK).values()) for k, m in RECORDS.items()}
    assert load(FIXTURES) is None
    assert {k: list(m.objects.using(DESK).values()) for k, m in RECORDS.items()} == before
    assert Release.objects.using(DESK).count() == 1


def test_public_words_name_no_lead() -> None:
    leads = set(DeskState.objects.exclude(lead_reason="").values_list("key", flat=True))
    assert len(leads) > 200
    for version in Version.objects.using(LIVE):
        text = str(version.payload)
        found = {key for key in leads if f"'{key}'" in text or f"{key}." in text or f"({key}" in text}
        assert not found, (version.key, found)


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "fixtures"
    shutil.copytree(FIXTURES, folder)
    return folder


@pytest.fixture
def data(tmp_path: Path, empty_desk: Path) -> Path:
    shutil.copytree(empty_desk, tmp_path / "data")
    return tmp_path / "data"


def broken(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


CASES = [
    (
        "08_targets.yaml",
        "indicator: [iva_above]",
        "indicator: [iva_abvoe]",
        (
            "fixtures/08_targets.yaml: target iva_above_2027_280bn: indicator: "
            "there is no indicator [iva_abvoe]."
        ),
    ),
    (
        "09_observations.yaml",
        "period: '2022'",
        "period: '2022-01/12'",
        (
            "fixtures/09_observations.yaml: observation six_new_output_share_2022: period: "
            "“2022-01/12” is written 2022."
        ),
    ),
    (
        "08_targets.yaml",
        "value: '280'\n    unit: CNY bn",
        "value: '280'\n    unit: GW",
        (
            "fixtures/08_targets.yaml: target iva_above_2027_280bn: unit: "
            "“GW” is not the unit of iva_above. Write “CNY bn”."
        ),
    ),
    (
        "08_targets.yaml",
        "target: [iva_above_2027_280bn]\n",
        "target: [iva_gap_gdp_to_2027_1pt]\n",
        "fixtures/08_targets.yaml: target iva_above_2027_280bn: citations: No source is cited.",
    ),
    (
        "04_industries.yaml",
        "stage: emerging",
        "stage: emergent",
        (
            "fixtures/04_industries.yaml: industry new_materials: stage: "
            "Value 'emergent' is not a valid choice. Valid are: traditional, agriculture,"
        ),
    ),
    (
        "08_targets.yaml",
        "deadline_basis: not_stated",
        "deadline_basis: stated",
        "target_deadline_has_its_basis: A deadline is stated or inferred; none is “not stated”.",
    ),
    (
        "08_targets.yaml",
        "standing: commitment",
        "standings: commitment",
        "standings: there is no such field",
    ),
    (
        "08_targets.yaml",
        "value: '280'",
        "value: many",
        "fixtures/08_targets.yaml: target iva_above_2027_280bn",
    ),
    ("08_targets.yaml", "value: '280'", "value: 280.5", "value: 280.5: write it in quotes."),
    ("08_targets.yaml", "value: '280'", "value: true", "value: True: write it in quotes."),
    ("08_targets.yaml", "value: '280'", "value: '280'\n    value: '281'", "“value” stands twice"),
    (
        "09_observations.yaml",
        "period: '2022'",
        "period: '2022'\n    period_end: '2023-01-01'",
        "period_end: there is no such field.",
    ),
    (
        "08_targets.yaml",
        "indicator: [iva_above]",
        "indicator: iva_above",
        "indicator: write a reference as [key], not iva_above.",
    ),
    (
        "08_targets.yaml",
        "indicator: [iva_above]",
        "indicator: [iva_above]\n    restates: [iva_above_2027_280bn]",
        "target iva_above_2027_280bn: target_restates_another: A target does not restate itself.",
    ),
    (
        "06_initiatives.yaml",
        "key: sti_integration\n",
        "key: sti_integration\n    parent: [gradient_cultivation]\n",
        "parent: An initiative is not part of itself.",
    ),
    ("01_sources.yaml", "'2024-06-25'", "2024-02-30", "fixtures/01_sources.yaml: day is out of range"),
    ("01_sources.yaml", "'2024-06-25'", "'soon'", "source scio_p4: published_on: “soon” value has an"),
    (
        "03_strategies.yaml",
        "position: 2",
        "position: 1",
        "strategy aspect_2: position: another record has it already.",
    ),
    (
        "03_strategies.yaml",
        "- model: industries.strategy",
        "- model: auth.user",
        "an entry has a model",
    ),
    (
        "03_strategies.yaml",
        "- model: industries.strategy",
        "- model: industries.release",
        "an entry has",
    ),
    (
        "02_groups.yaml",
        "slug: six-specialties",
        "slug: six-new",
        "slug: another record has it already.",
    ),
    ("02_groups.yaml", "fields:", "filds:", "fixtures/02_groups.yaml: an entry is"),
    ("02_groups.yaml", "fields:", "fields: [", "fixtures/02_groups.yaml: while parsing"),
    ("02_groups.yaml", "key: six_specialties", "key: six_new", "group six_new: key: is used twice."),
    (
        "09_observations.yaml",
        "rank: normal",
        "rank: preferred",
        "observation traditional_share_iva_2024_05_china_daily: observation_one_preferred:",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), CASES)
def test_a_broken_fixture_is_refused_by_file_record_and_field(
    copy: Path, data: Path, file: str, old: str, new: str, message: str
) -> None:
    broken(copy, file, old, new)
    outcome = manage("load_ledger", str(copy), data=data)
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("CommandError: Nothing was loaded.\n")
    assert message in outcome.stderr
    assert _rows(data) == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, r"there is no \*\.yaml file here"),
        ("", "its files hold no entry"),
        ("5", "a file is a list of entries, not 5"),
        ("model: industries.source", "a file is a list of entries, not"),
        ("- 5", "an entry is “model: industries.<noun>” with “fields:”, not 5"),
        ("- model: industries.source\n  pk: 1\n  fields: {}", "an entry has a model"),
        ("- !!python/object:os.system {}", "could not determine a constructor"),
    ],
)
def test_what_is_no_fixture_is_refused(tmp_path: Path, text: str | None, sentence: str) -> None:
    if text is not None:
        (tmp_path / "01.yaml").write_text(text)
    with pytest.raises(FixtureError, match=sentence):
        read(tmp_path)


def test_one_error_is_one_line(copy: Path, data: Path) -> None:
    """What refers to a broken record is not reported beside it."""
    broken(copy, "01_sources.yaml", "confidence: primary", "confidence: certain")
    outcome = manage("load_ledger", str(copy), data=data)
    assert len(outcome.stderr.splitlines()) == 2
    assert "source scio_p4: confidence: Value 'certain' is not a valid choice." in outcome.stderr


def test_a_region_of_leads_alone_is_refused(copy: Path, data: Path) -> None:
    for file in sorted(copy.glob("*.yaml"))[1:]:
        file.unlink()
    text = (copy / "01_sources.yaml").read_text("utf-8")
    (copy / "01_sources.yaml").write_text(re.sub("confidence: p.*", "confidence: weak", text), "utf-8")
    outcome = manage("load_ledger", str(copy), data=data)
    assert "all of it rests on weak sources; there is nothing to publish." in outcome.stderr
    assert _rows(data) == 0


def test_another_region_loads_its_own(copy: Path, data: Path) -> None:
    for file in sorted(copy.glob("*.yaml"))[1:]:
        file.unlink()
    outcome = manage("load_ledger", str(copy), data=data)
    assert outcome.returncode == 0, outcome.stderr
    assert "Loaded 127 records. Release 1 has 75; 52 are leads on the desk." in outcome.stdout


def _rows(data: Path) -> int:
    with sqlite3.connect(data / "desk.sqlite3") as connection:
        tables = [model._meta.db_table for model in (*RECORDS.values(), DeskState, Release, Version)]
        counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables]
    connection.close()
    return sum(count for (count,) in counts)


def test_the_fixtures_are_loaddatas_own_format() -> None:
    """`manage.py loaddata` reads them too: every name is known to Django."""
    entries = read(FIXTURES)
    assert not list(problems_in(entries))
    assert {entry.model._meta.app_label for entry in entries} == {"industries"}


def test_no_text_has_a_key_or_an_address() -> None:
    """A reader is told publisher and day; addresses stand where `link_safe` rules them."""
    entries = read(FIXTURES)
    keys = {entry.fields["key"] for entry in entries if "_" in entry.fields.get("key", "")}
    for entry in entries:
        for name, text in entry.fields.items():
            if isinstance(text, str) and name not in ("key", "url"):
                named = keys & set(re.findall(r"[a-z0-9]+(?:_[a-z0-9]+)+", text))
                assert not named, (entry.label, name)
                assert "://" not in text, (entry.label, name)
