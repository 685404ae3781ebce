"""Publishing with sight: what changes is shown before it happens, and what is in the way by record."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from industries.admin.asked import in_one_word
from industries.editions import DESK, LIVE, desk
from industries.models import RECORDS, DeskState, Industry, Release, Target, Version
from industries.publishing.states import note_edit
from tests import make
from tests.browse import typed

pytestmark = make.uses_ledger
PAGE = "/admin/publish/"


def form_of(record: Any, view: str = "change") -> str:
    name = f"admin:industries_{record._meta.model_name}_{view}"
    return reverse(name, args=[record.pk] if view in ("change", "delete") else [])


def looked_at(client: Client, *names: str) -> dict[str, Any]:
    """Return what the page for these records would send, with a note and the press of its button."""
    query = "&".join(f"record={name}" for name in names)
    return typed(client, f"{PAGE}?{query}") | {"_publish": "1", "note_en": "Made for a test."}


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def changed(target: Target, value: str) -> None:
    with desk():
        target.value = Decimal(value)
        target.save()
        note_edit(target, None)


def test_a_correction_is_seen_and_then_public(reviewer: Client, public_target: Target) -> None:
    address, page = form_of(public_target), public_target.get_absolute_url()
    form = typed(reviewer, address) | {"value": "281", "_publish": "1"}
    response = reviewer.post(address, form, follow=True)
    assert response.redirect_chain == [(f"{PAGE}?record=target%3A{public_target.key}", 302)]
    shown = text(response)
    assert "<del>CNY 280 bn</del> → <ins>CNY 281 bn</ins>" in shown
    assert shown.count("<ins>") == 1
    for path in (page, f"/zh-hans{page}", f"/api/v1/targets/{public_target.key}/"):
        assert "281" not in text(reviewer.get(path))

    sent = looked_at(reviewer, f"target:{public_target.key}") | {"note_en": "Misread: 281, not 280."}
    done = reviewer.post(PAGE, sent, follow=True)
    assert "Release 2 is public: 1 record." in text(done)
    assert done.redirect_chain == [(address, 302)]
    assert "CNY 281 bn" in text(reviewer.get(page))
    assert "2,810亿元" in text(reviewer.get(f"/zh-hans{page}"))
    assert reviewer.get(f"/api/v1/targets/{public_target.key}/").json()["value"] == 281
    for path in ("/changes/", "/changes/2/"):
        assert "Misread: 281, not 280." in text(reviewer.get(path))
    log = Version.objects.using(DESK).filter(kind="target", key=public_target.key).order_by("n")
    assert [version.payload["value"] for version in log] == ["280", "281"]


def test_without_a_note_nothing_is_published_and_nothing_lost(
    reviewer: Client, public_target: Target
) -> None:
    changed(public_target, "282")
    sent = looked_at(reviewer, f"target:{public_target.key}")
    response = reviewer.post(PAGE, sent | {"note_en": "", "kind": "editorial"})
    assert "Say what changes and why" in text(response)
    assert '<option value="editorial" selected>' in text(response)
    assert Release.objects.using(DESK).count() == 1


def test_what_is_in_the_way_stands_with_its_record_and_a_link(reviewer: Client) -> None:
    industry = make.industry(cites=None)
    form = typed(reviewer, form_of(industry)) | {"_publish": "1", "name_en": "Saved all the same"}
    shown = text(reviewer.post(form_of(industry), form, follow=True))
    assert "Nothing can be published yet." in shown
    assert "<li>Citations: No source is cited.</li>" in shown
    assert f'<a href="{form_of(industry)}">Saved all the same</a>' in shown
    assert 'name="_publish"' not in shown
    assert Industry.objects.using(DESK).get(pk=industry.pk).name_en == "Saved all the same"


def test_what_a_record_needs_can_be_published_together_with_it(reviewer: Client) -> None:
    source = make.source()
    target = make.target(cites=source, indicator=make.indicator())
    name, needed = f"target:{target.key}", f"source:{source.key}"
    asked = text(reviewer.get(f"{PAGE}?record={name}"))
    assert f'name="also" value="{needed}"' in asked
    also = [needed, f"indicator:{target.indicator.key}"]
    look = {"records": name, "also": also, "_look": "1", "note_en": "A new target."}
    again = text(reviewer.post(PAGE, look))
    assert again.count("new to the public") == 3
    assert "A new target.</textarea>" in again
    done = reviewer.post(PAGE, looked_at(reviewer, name, *also), follow=True)
    assert "is public: 3 records." in text(done)
    assert Target.objects.using(LIVE).filter(key=target.key).exists()


def test_all_that_is_needed_comes_along_with_one_click(reviewer: Client) -> None:
    """What the needed ones need as well: a product, its industry, and the source of that."""
    of_industry, of_product = make.source(), make.source()
    industry = make.industry(cites=of_industry)
    product = make.product(industry=industry, cites=of_product)
    page = f"{PAGE}?record=product:{product.key}"
    assert "Take along all that is needed" in text(reviewer.get(page))
    again = text(reviewer.post(PAGE, typed(reviewer, page) | {"_needed": "1"}))
    everything = {("industry", industry.key), ("product", product.key)}
    everything |= {("source", source.key) for source in (of_industry, of_product)}
    assert f'name="records" value="{in_one_word(everything)}"' in again
    assert 'name="_publish"' in again


def test_one_that_is_left_out_is_not_published(reviewer: Client) -> None:
    sources = [make.source(), make.source()]
    names = [f"source:{source.key}" for source in sources]
    sent = looked_at(reviewer, *names) | {"without": names[1]}
    again = reviewer.post(PAGE, sent)  # what was ticked last has not been looked at
    assert Release.objects.using(DESK).count() == 1
    assert names[1] not in text(again)
    done = reviewer.post(PAGE, looked_at(reviewer, names[0]), follow=True)
    assert "is public: 1 record." in text(done)
    public: Any = RECORDS["source"].objects.using(LIVE)
    assert [source.key for source in public.filter(key__startswith="made_")] == [sources[0].key]


def test_what_somebody_changed_meanwhile_is_looked_at_again(
    reviewer: Client, public_target: Target
) -> None:
    changed(public_target, "283")
    sent = looked_at(reviewer, f"target:{public_target.key}")
    changed(public_target, "999")
    response = reviewer.post(PAGE, sent)
    assert "Somebody changed a record since you looked." in text(response)
    assert "<ins>CNY 999 bn</ins>" in text(response)
    assert "Made for a test.</textarea>" in text(response)
    assert Release.objects.using(DESK).count() == 1


def test_what_another_published_meanwhile_is_looked_at_anew(
    reviewer: Client, public_target: Target
) -> None:
    """The desk may be what it was then: what would change in public is another thing."""
    name = f"target:{public_target.key}"
    changed(public_target, "281")
    sent = looked_at(reviewer, name) | {"kind": "correction"}
    changed(public_target, "290")
    make.published(public_target)
    changed(public_target, "281")
    answer = text(reviewer.post(PAGE, sent))
    assert "Somebody changed a record since you looked." in answer
    assert "<del>CNY 290 bn</del> → <ins>CNY 281 bn</ins>" in answer


def test_publish_selected_shows_the_rows_that_were_chosen(reviewer: Client) -> None:
    sources = [make.source(), make.source()]
    data = {"action": "publish_selected", "_selected_action": [s.pk for s in sources]}
    asked = text(reviewer.post(form_of(sources[0], "changelist"), data))
    assert all(f'name="without" value="source:{source.key}"' in asked for source in sources)


def test_what_does_not_differ_is_not_published(reviewer: Client, public_target: Target) -> None:
    shown = text(reviewer.get(f"{PAGE}?record=target:{public_target.key}"))
    assert "Nothing to publish: it does not differ from what is public." in shown
    assert 'name="_publish"' not in shown
    sent = {"records": f"target:{public_target.key}", "_publish": "1", "note_en": "x", "kind": "new"}
    assert "Somebody changed a record" in text(reviewer.post(PAGE, sent))
    assert Release.objects.using(DESK).count() == 1


def test_a_lead_says_why_it_is_one(reviewer: Client) -> None:
    key = DeskState.objects.filter(kind="target").exclude(lead_reason="")[0].key
    assert "Rests only on weak sources" in text(reviewer.get(f"{PAGE}?record=target:{key}"))


def test_an_author_cannot_publish_by_any_road(author: Client, public_target: Target) -> None:
    address, changelist = form_of(public_target), form_of(public_target, "changelist")
    assert 'name="_publish"' not in text(author.get(address))
    author.post(address, typed(author, address) | {"value": "290", "_publish": "1"})
    assert Target.objects.using(DESK).get(pk=public_target.pk).value == 290
    assert "publish_selected" not in text(author.get(changelist))
    author.post(changelist, {"action": "publish_selected", "_selected_action": public_target.pk})
    assert author.get(f"{PAGE}?record=target:{public_target.key}").status_code == 403
    sent = {"records": f"target:{public_target.key}", "_publish": "1", "note_en": "x", "kind": "new"}
    assert author.post(PAGE, sent).status_code == 403
    assert Release.objects.using(DESK).count() == 1
    assert DeskState.objects.get(key=public_target.key).last_author.username == "author"  # type: ignore[union-attr]


def test_who_may_only_look_is_offered_no_publishing(client: Client, public_target: Target) -> None:
    user = get_user_model().objects.create_user("looker", is_staff=True)
    for name in ("view_target", "add_release"):
        user.user_permissions.add(Permission.objects.get(codename=name))
    client.force_login(user)
    shown = text(client.get(form_of(public_target)))
    assert 'name="_publish"' not in shown
    assert 'name="_ready"' not in shown
    assert "publish_selected" not in text(client.get(form_of(public_target, "changelist")))
    assert client.get(f"{PAGE}?record=target:{public_target.key}").status_code == 403


@pytest.mark.parametrize("crafted", ["target", "nonsense:x", ":", "account:1", "target:\x00"])
def test_a_crafted_record_is_refused_with_a_sentence(reviewer: Client, crafted: str) -> None:
    for response in (
        reviewer.get(PAGE, {"record": crafted}),
        reviewer.post(PAGE, {"records": crafted, "_publish": "1"}),
    ):
        assert response.status_code == 400
        assert "is not a record" in text(response) or "No filter has a NUL." in text(response)


def test_a_record_that_is_gone_is_said_to_be(reviewer: Client) -> None:
    assert "There is no such record." in text(reviewer.get(f"{PAGE}?record=target:gone"))


def test_everything_ready_is_one_click_from_the_start_page(
    author: Client, reviewer: Client, public_target: Target
) -> None:
    address = form_of(public_target)
    author.post(address, typed(author, address) | {"value": "285", "_ready": "1"})
    start = text(reviewer.get("/admin/"))
    assert "Review 1 record that is ready" in start
    assert "Review 1 record" not in text(author.get("/admin/"))
    shown = text(reviewer.get(f"{PAGE}?all=1&state=ready"))
    assert "<del>CNY 280 bn</del> → <ins>CNY 285 bn</ins>" in shown


def test_what_is_left_out_until_it_is_public_is_said(reviewer: Client) -> None:
    initiative = make.initiative(cites=make.source())
    target = make.target(cites=make.source(), indicator=make.indicator(), initiative=initiative)
    shown = text(reviewer.get(f"{PAGE}?record=target:{target.key}"))
    assert "Left out until it is public itself:" in shown
    assert f"Initiative <span>{initiative.name}</span>" in shown
    together = text(
        reviewer.get(f"{PAGE}?record=target:{target.key}&record=initiative:{initiative.key}")
    )
    assert f"Initiative <span>{initiative.name}</span>" not in together


def test_a_position_alone_is_a_difference_that_is_shown_and_published(
    reviewer: Client, public_target: Target
) -> None:
    with desk():
        public_target.citations.update(position=5)
        note_edit(public_target, None)
    name = f"target:{public_target.key}"
    assert "Position</span> <del>0</del> → <ins>5</ins>" in text(reviewer.get(f"{PAGE}?record={name}"))
    assert "is public: 1 record." in text(reviewer.post(PAGE, looked_at(reviewer, name), follow=True))
