from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connections

from industries.editions import DESK, LIVE, desk
from industries.models import (
    RECORDS,
    ChainLink,
    Citation,
    DeskState,
    Observation,
    Release,
    ReleaseAuthor,
    Source,
    Target,
    Version,
)
from industries.publishing import payload
from industries.publishing.check import checked
from industries.publishing.live import catch_up, rebuild_live
from industries.publishing.payload import shape_of, snapshots
from industries.publishing.release import PublishError, chained, publish
from industries.publishing.review import mark_leaving
from industries.publishing.states import note_edit, refresh_states
from tests import make

pytestmark = make.uses_ledger


def state(record: Any) -> str:
    with desk():
        return type(record).objects.with_state().get(pk=record.pk).state


def edit(record: Any, **change: Any) -> None:
    with desk():
        for name, value in change.items():
            setattr(record, name, value)
        record.save()
        note_edit(record, None)


def messages(*records: Any) -> str:
    """Return what keeps the records from being published together."""
    with desk():
        return "\n".join(map(str, checked({(record.kind, record.key) for record in records})[1]))


def test_a_correction_is_pending_until_it_is_published_and_the_old_value_stays_in_the_log() -> None:
    target = make.target()
    assert state(target) == "draft"
    make.published(target)
    assert state(target) == "live"
    edit(target, value=60)
    assert state(target) == "pending"
    assert Target.objects.get(pk=target.pk).value == 50
    release = publish([target], note_en="The figure was misread.", kind="correction")
    assert state(target) == "live"
    assert Target.objects.get(pk=target.pk).value == 60
    versions = Version.objects.using(LIVE).filter(kind="target", key=target.key).order_by("n")
    assert [(v.n, v.payload["value"]) for v in versions] == [(1, "50"), (2, "60")]
    assert Release.objects.get(number=release.number).kind == "correction"


def test_a_save_without_a_change_makes_nothing_pending() -> None:
    target = make.target()
    make.published(target)
    edit(target)
    assert state(target) == "live"
    edit(target, value=51)
    edit(target, value=50)
    assert state(target) == "live"
    assert DeskState.objects.get(key=target.key).edits == 3  # made, changed, changed back


def test_what_does_not_differ_is_not_published_again() -> None:
    source, other = make.source(), make.source()
    make.published(source)
    with pytest.raises(PublishError, match="does not differ"):
        publish([source], note_en="Again.")
    release = publish([source, other], note_en="One of them is new.")
    assert [v.key for v in release.versions.all()] == [other.key]


def test_a_release_needs_a_note() -> None:
    with pytest.raises(ValueError, match="public note"):
        publish([make.source()], note_en="  ")
    assert publish([make.source()], note_zh="只有中文说明。").note == "只有中文说明。"


def test_who_published_is_kept_on_the_desk_only() -> None:
    user = get_user_model().objects.create_user("reviewer")
    release = make.published(make.source(), by=user)
    assert ReleaseAuthor.objects.get(release_number=release.number).user == user
    assert "reviewer" not in str(Release.objects.using(LIVE).filter(pk=release.pk).values())
    assert "industries_releaseauthor" not in connections[LIVE].introspection.table_names()


class TestRefusals:
    def refused(self, *records: Any) -> None:
        before = Release.objects.using(DESK).count()
        with pytest.raises(PublishError):
            publish(records, note_en="Refused.")
        assert Release.objects.using(DESK).count() == before

    def test_without_a_citation(self) -> None:
        industry = make.industry(cites=None)
        assert "No source is cited." in messages(industry)
        self.refused(industry)

    def test_resting_on_weak_sources_only(self) -> None:
        weak = make.source(confidence="weak")
        industry = make.industry(cites=weak)
        assert f"Rests only on weak sources: {weak.key}." in messages(industry, weak)
        self.refused(industry, weak)

    def test_what_is_weak_is_so_as_the_public_reads_it(self) -> None:
        """On the desk the source is better by now; that is not public yet."""
        source = make.source(confidence="weak")
        make.published(source)
        edit(source, confidence="press")
        industry = make.industry(cites=source)
        assert "Rests only on weak sources" in messages(industry)
        self.refused(industry)
        publish([industry, source], note_en="Both together.")

    def test_a_source_that_becomes_weak_while_public_records_rest_on_it_alone(self) -> None:
        source, other = make.source(), make.source()
        industry, twice = make.industry(cites=source), make.industry(cites=source)
        with desk():
            Citation.objects.create(industry=twice, source=other, position=1)
            note_edit(twice, None)
        make.published(industry, twice)
        edit(source, confidence="weak")
        assert f"industry {industry.key} would rest on weak sources only" in messages(source)
        assert twice.key not in messages(source)
        self.refused(source)
        mark_leaving([("industry", industry.key)], None)
        publish([source, industry], note_en="It was only hearsay.")

    def test_citing_a_source_that_is_not_public(self) -> None:
        industry = make.industry()
        assert "None of the sources it cites is published." in messages(industry)
        self.refused(industry)

    @pytest.mark.parametrize("figure", [make.target, make.observation])
    @pytest.mark.parametrize("lacks", ["locator", "as_stated"])
    def test_a_figure_without_its_place_or_words(self, figure: Any, lacks: str) -> None:
        record = figure()
        with desk():
            record.citations.update(**{lacks: ""})
            citation = record.citations.get()
        assert "The first citation of a figure" in messages(record, citation.source, record.indicator)

    def test_a_required_reference_that_is_not_public(self) -> None:
        target = make.target()
        with desk():
            source = target.citations.get().source
        expected = f"indicator {target.indicator.key} is not published"
        assert expected in messages(target, source)
        assert not messages(target, source, target.indicator)

    def test_an_invalid_record(self) -> None:
        target = make.target()
        Target.objects.using(DESK).filter(pk=target.pk).update(standing="wishful")
        assert "standing: Value 'wishful' is not a valid choice." in messages(target)

    def test_a_derived_figure_without_its_inputs(self) -> None:
        figure = make.observation(basis="derived", note_en="Half of the other.")
        needs = [figure, figure.indicator]
        with desk():
            needs.append(figure.citations.get().source)
        assert "names the figures that it is derived from" in messages(*needs)
        unpublished = make.observation()
        with desk():
            figure.derived_from.add(unpublished)
        assert f"observation {unpublished.key} is not published" in messages(*needs)

    def test_one_bad_record_keeps_the_others_back(self) -> None:
        good = make.source()
        self.refused(good, make.industry(cites=None))
        assert not Source.objects.filter(pk=good.pk).exists()


def test_an_optional_link_to_an_unpublished_record_is_left_out_and_waited_for() -> None:
    plan = make.initiative()
    target = make.target(initiative=plan)
    make.published(target)
    assert Target.objects.get(pk=target.pk).initiative is None
    assert state(target) == "waiting"
    make.published(make.source())
    assert state(target) == "waiting"
    edit(target, note_en="Edited meanwhile.")
    assert state(target) == "pending"
    edit(target, note_en="")
    assert state(target) == "waiting"
    make.published(plan)
    assert state(target) == "pending"
    assert Target.objects.get(pk=target.pk).initiative is None
    publish([target], note_en="Its plan is public now.")
    assert Target.objects.get(pk=target.pk).initiative == plan
    assert state(target) == "live"


def test_a_citation_of_an_unpublished_source_is_left_out() -> None:
    target, weak = make.target(), make.source(confidence="weak")
    with desk():
        Citation.objects.create(target=target, source=weak, position=1)
        note_edit(target, None)
    make_public = [
        target,
        target.indicator,
        *Source.objects.using(DESK).filter(citation__target=target),
    ]
    publish([r for r in make_public if r != weak], note_en="Without the weak one.")
    cited = Target.objects.get(pk=target.pk).citations.all()
    assert weak.key not in {citation.source.key for citation in cited}
    assert len(cited) == 1


def test_two_records_may_swap_a_unique_value() -> None:
    first, second = make.source(slug="made-first"), make.source(slug="made-second")
    make.published(first, second)
    edit(first, slug="made-between")
    edit(second, slug="made-first")
    edit(first, slug="made-second")
    publish([first, second], note_en="Addresses swapped.")
    assert Source.objects.get(pk=first.pk).slug == "made-second"


def test_the_preferred_observation_may_change_in_one_release() -> None:
    indicator = make.indicator()
    old = make.observation(indicator=indicator, rank="preferred")
    new = make.observation(indicator=indicator)
    make.published(old, new)
    edit(old, rank="normal")
    edit(new, rank="preferred")
    publish([new, old], note_en="The later figure is preferred.")
    assert Observation.objects.get(rank="preferred", indicator_id=indicator.pk).pk == new.pk


def test_what_another_public_record_has_is_refused_unless_both_go_together() -> None:
    """On the desk the other has given it up; the public has not read that yet."""
    indicator = make.indicator()
    old = make.observation(indicator=indicator, rank="preferred")
    new = make.observation(indicator=indicator)
    make.published(old)
    edit(old, rank="normal")
    edit(new, rank="preferred")
    needs = [new, new.citations.using(DESK).get().source]
    assert f"rank: observation {old.key} has it in public" in messages(*needs)
    with pytest.raises(PublishError, match="publish both together"):
        publish(needs, note_en="Refused.")
    publish([*needs, old], note_en="Together.")

    first, second = make.source(slug="made-one"), make.source(slug="made-two")
    make.published(first)
    edit(first, slug="made-three")
    edit(second, slug="made-one")
    assert f"slug: source {first.key} has it in public" in messages(second)
    publish([first, second], note_en="Together.")

    third, fourth = make.strategy(position=901), make.strategy(position=902)
    make.published(third)
    edit(third, position=903)
    edit(fourth, position=901)
    assert f"position: strategy {third.key} has it in public" in messages(fourth)


def test_a_record_is_published_again_with_all_that_refers_to_it_in_public() -> None:
    """References are found by key alone: the record itself is being written again."""
    industry = make.industry()
    products = [make.product(industry=industry) for _ in range(2)]
    with desk():
        source = industry.citations.get().source
        link = {"from_product": products[0], "to_product": products[1], "basis": "stated"}
        ChainLink.objects.create(industry=industry, source=source, **link)
    make.published(industry, *products)
    edit(industry, name_en="Corrected goods")
    publish([industry], note_en="Corrected.")
    assert ChainLink.objects.get(industry_id=industry.pk).to_product == products[1]

    figure = make.observation()
    derived = make.observation(
        basis="derived", note_en="Half.", indicator=figure.indicator, period="2023"
    )
    with desk():
        derived.derived_from.add(figure)
    make.published(figure, derived)
    edit(figure.indicator, name_en="Corrected output")
    edit(derived, note_en="Half of it.")
    publish([figure.indicator, derived], note_en="Corrected.")
    assert Observation.objects.get(pk=derived.pk).derived_from.get() == figure


def test_the_log_is_a_chain_and_each_payload_has_its_hash() -> None:
    make.published(make.target())
    previous = ""
    for release in Release.objects.using(LIVE).order_by("number"):
        versions = list(release.versions.order_by("id"))
        assert release.sha256 == chained(release, versions, previous)
        assert all(v.sha256 == payload.digest(v.payload) for v in versions)
        previous = release.sha256


def contents(using: str) -> dict[str, list[Any]]:
    """Every row of live, by table."""
    tables = {
        model._meta.db_table: model
        for kind in RECORDS
        for model in (shape_of(kind).model, *(rows.model for rows in shape_of(kind).rows))
    }
    tables |= {model._meta.db_table: model for model in (Release, Version)}
    return {name: list(m.objects.using(using).order_by("pk").values()) for name, m in tables.items()}


def test_live_thrown_away_and_rebuilt_is_equal_row_for_row() -> None:
    target = make.target(initiative=make.initiative(), industry=make.industry())
    make.published(target)
    edit(target, value=61, due_on=date(2026, 12, 31))
    publish([target], note_en="Corrected.")
    before = contents(LIVE)
    assert sum(map(len, before.values())) > 1000
    rebuild_live()
    assert contents(LIVE) == before


def test_live_has_the_rows_of_the_desk_with_their_ids() -> None:
    for kind in RECORDS:
        public = {s.key: s for s in snapshots(kind, using=LIVE)}
        states = DeskState.objects.filter(kind=kind).exclude(live_digest="")
        assert {s.key: s.live_digest for s in states} == {k: s.digest for k, s in public.items()}
        desk_ids = dict(RECORDS[kind].objects.using(DESK).values_list("key", "pk"))
        assert all(desk_ids[key] == s.row_id for key, s in public.items())


def test_catching_up_twice_does_nothing_more() -> None:
    make.published(make.source())
    assert catch_up() == 0


def test_an_old_format_is_raised_and_compared_after_that(monkeypatch: pytest.MonkeyPatch) -> None:
    source = make.source()
    make.published(source)

    def renamed(kind: str, old: dict[str, Any]) -> dict[str, Any]:
        return {**old, "format": today + 1}

    today = payload.FORMAT
    monkeypatch.setattr(payload, "FORMAT", today + 1)
    monkeypatch.setitem(payload.UPCASTERS, today, renamed)
    refresh_states("source", [source.key])
    assert state(source) == "live"
    rebuild_live()
    assert Source.objects.get(pk=source.pk).title == source.title


def test_states_can_be_reckoned_afresh() -> None:
    target = make.target()
    make.published(target)
    kept = DeskState.objects.get(kind="target", key=target.key)
    DeskState.objects.filter(pk=kept.pk).update(digest="", live_digest="")
    refresh_states("target", [target.key])
    again = DeskState.objects.get(pk=kept.pk)
    assert (again.digest, again.live_digest) == (kept.digest, kept.live_digest)
