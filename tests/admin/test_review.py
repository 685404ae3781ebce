"""Review at the desk: what differs, four eyes by every road, returning, withdrawing, old versions."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connections
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from industries.admin import base
from industries.admin.asked import in_one_word
from industries.editions import DESK, LIVE, desk
from industries.models import RECORDS, DeskState, Release, Remark, Target
from industries.publishing.review import mark_leaving, mark_ready
from industries.publishing.states import note_edit
from tests import make
from tests.admin.conftest import signed_in
from tests.admin.test_publishing import PAGE, changed, form_of, looked_at, text
from tests.browse import read_form, typed

pytestmark = make.uses_ledger
PENDING = "/admin/pending/"


def state(record: Any) -> str:
    with desk():
        return str(type(record).objects.with_state().get(pk=record.pk).state)


def edited_by(name: str, target: Target, value: str) -> None:
    with desk():
        target.value = value  # type: ignore[assignment]
        target.save()
        note_edit(target, get_user_model().objects.get(username=name))


class TestPending:
    def test_everything_that_differs_is_listed_by_kind_with_state_author_and_difference(
        self, author: Client, reviewer: Client, public_target: Target
    ) -> None:
        edited_by("author", public_target, "281")
        source = make.source(title="A draft of a bulletin")
        shown = text(reviewer.get(f"{PENDING}?state=pending&by=author"))
        assert "<del>CNY 280 bn</del> → <ins>CNY 281 bn</ins>" in shown
        assert "last edited by author" in shown
        assert '<span class="state state-pending">pending</span>' in shown
        assert '<h2 class="kind">Targets</h2>' in shown
        assert source.title not in shown
        assert source.title in text(reviewer.get(f"{PENDING}?state=draft"))

    def test_filters_count_what_they_would_show(self, reviewer: Client) -> None:
        leads = DeskState.objects.exclude(lead_reason="").count()
        targets = DeskState.objects.exclude(lead_reason="").filter(kind="target").count()
        shown = text(reviewer.get(f"{PENDING}?state=lead"))
        assert f"unverified lead ({leads})" in shown
        assert f">targets ({targets})</a>" in shown
        assert f"{targets} records" in text(reviewer.get(f"{PENDING}?state=lead&kind=target"))

    @pytest.mark.parametrize(
        ("query", "said"), [("state=live", "Valid are: ready"), ("colour=red", "is not a parameter")]
    )
    def test_a_filter_that_there_is_not_is_refused(
        self, reviewer: Client, query: str, said: str
    ) -> None:
        answer = reviewer.get(f"{PENDING}?{query}")
        assert answer.status_code == 400
        assert said in text(answer)
        assert reviewer.get(f"{PENDING}?page=99").status_code == 404

    def test_it_asks_as_often_for_many_as_for_few(self, reviewer: Client) -> None:
        counts = []
        on = {"cites": make.source(), "indicator": make.indicator()}
        for count in (2, 60):
            for _n in range(count):
                make.target(**on)
            with CaptureQueriesContext(connections[DESK]) as asked:
                assert reviewer.get(f"{PENDING}?state=draft&kind=target").status_code == 200
            counts.append(len(asked))
        assert counts[1] == counts[0] < 35

    def test_what_is_ticked_or_all_of_it_goes_on_to_the_page_that_publishes(
        self, reviewer: Client
    ) -> None:
        sources = [make.source(title=f"Draft bulletin {n}") for n in range(3)]
        mark_ready([("source", s.key) for s in sources], None)
        shown = text(reviewer.get(f"{PENDING}?state=ready"))
        assert all(f'name="record" value="source:{s.key}"' in shown for s in sources)
        assert 'href="/admin/publish/?state=ready&amp;all=1"' in shown
        assert text(reviewer.get(f"{PAGE}?state=ready&all=1")).count("new to the public") == 3
        assert reviewer.get(PAGE).headers["Location"] == PENDING


class TestFourEyes:
    def test_by_no_road(self, author: Client, reviewer: Client, public_target: Target) -> None:
        address, name = form_of(public_target), f"target:{public_target.key}"
        shown = text(
            reviewer.post(
                address, typed(reviewer, address) | {"value": "281", "_publish": "1"}, follow=True
            )
        )
        assert "You were the last to change it: somebody else has to publish it." in shown
        assert 'name="_publish"' not in shown
        forged = typed(reviewer, f"{PAGE}?record={name}") | {
            "_publish": "1",
            "note_en": "x",
            "kind": "correction",
        }
        assert "Nothing was published." in text(reviewer.post(PAGE, forged))
        data = {"action": "publish_selected", "_selected_action": public_target.pk}
        assert "somebody else has to" in text(reviewer.post(form_of(public_target, "changelist"), data))
        assert Release.objects.using(DESK).count() == 1

        second = signed_in("Reviewers", "second")
        sent = looked_at(second, name) | {"kind": "correction"}
        assert "Release 2 is public" in text(second.post(PAGE, sent, follow=True))

    def test_what_is_mine_is_left_out_with_one_click(
        self, author: Client, reviewer: Client, public_target: Target
    ) -> None:
        edited_by("reviewer", public_target, "281")
        source = make.source()
        names = (f"target:{public_target.key}", f"source:{source.key}")
        sent = looked_at(reviewer, *names)
        del sent["_publish"]
        shown = text(reviewer.post(PAGE, sent | {"_possible": "1"}))
        assert f'name="records" value="{names[1]}"' in shown
        assert 'name="_publish"' in shown

    def test_the_page_says_whether_it_holds(self, reviewer: Client) -> None:
        source = make.source()
        address = f"{PAGE}?record=source:{source.key}"
        assert "This ledger has one account" in text(reviewer.get(address))
        signed_in("Authors", "second")
        assert "Whoever changed a record last does not publish it" in text(reviewer.get(address))
        with override_settings(LEDGER_FOUR_EYES=False):
            assert "LEDGER_FOUR_EYES is off" in text(reviewer.get(address))

    def test_a_superuser_is_no_exception(self, reviewer: Client) -> None:
        chief = signed_in("superuser", "chief")
        source = make.source()
        address = form_of(source)
        chief.post(address, typed(chief, address) | {"title": "Mine"})
        assert "somebody else has to" in text(chief.get(f"{PAGE}?record=source:{source.key}"))


class TestActs:
    def test_a_reviewer_returns_with_a_comment_that_the_author_sees(
        self, author: Client, reviewer: Client, public_target: Target
    ) -> None:
        address = form_of(public_target)
        author.post(address, typed(author, address) | {"value": "281", "_ready": "1"})
        assert "Return with a comment…" in text(reviewer.get(address))
        page = f"/admin/return/?record=target:{public_target.key}"
        assert "CNY 280 bn" in text(reviewer.get(page))
        sent = typed(reviewer, page) | {"_do": "1"}
        assert "Say what is to be done about it." in text(
            reviewer.post("/admin/return/", sent | {"text": " "})
        )
        done = reviewer.post(
            "/admin/return/", sent | {"text": "Page 7 says 280.\nLook again."}, follow=True
        )
        assert "Return with a comment: 1 record." in text(done)
        assert state(public_target) == "returned"
        form = text(author.get(address))
        assert "Page 7 says 280.<br>Look again." in form
        assert "reviewer" in form
        assert "Returned</b>" in form
        history = text(author.get(form_of(public_target, "change").replace("change/", "history/")))
        assert "Page 7 says 280." in history

    def test_an_author_returns_nothing(self, author: Client, public_target: Target) -> None:
        for page in ("/admin/return/", f"/admin/return/?record=target:{public_target.key}"):
            assert author.get(page).status_code == 403
        data = {"action": "return_selected", "_selected_action": public_target.pk}
        assert author.post(form_of(public_target, "changelist"), data).status_code == 400

    def test_a_comment_changes_no_state(self, author: Client, public_target: Target) -> None:
        before = state(public_target)
        sent = {"records": f"target:{public_target.key}", "_do": "1", "text": "See also page 9."}
        author.post("/admin/comment/", sent)
        assert Remark.objects.get(key=public_target.key).text == "See also page 9."
        assert state(public_target) == before

    def test_a_withdrawal_is_proposed_with_what_cannot_do_without_and_published_by_another(
        self, author: Client, reviewer: Client
    ) -> None:
        target = make.target(indicator=make.indicator(name_en="Felt hats"))
        make.published(target)
        page = f"/admin/withdraw/?record=indicator:{target.indicator.key}"
        shown = text(author.get(page))
        assert "1 record more goes with it" in shown
        both = in_one_word({("indicator", target.indicator.key), ("target", target.key)})
        assert f'name="records" value="{both}"' in shown
        author.post("/admin/withdraw/", typed(author, page) | {"_do": "1", "text": "A double."})
        assert state(target) == "leaving"
        assert Target.objects.using(LIVE).filter(pk=target.pk).exists()
        listed = text(reviewer.get(f"{PENDING}?state=leaving"))
        assert "It is withdrawn: all of this leaves the public pages." in listed
        assert "withdrawal proposed by author" in listed
        sent = looked_at(reviewer, *both.split()) | {"note_en": "Counted twice."}
        assert "is public: 2 records." in text(reviewer.post(PAGE, sent, follow=True))
        assert not Target.objects.using(LIVE).filter(pk=target.pk).exists()
        assert state(target) == "withdrawn"

    def test_what_has_come_to_refer_to_it_meanwhile_is_shown_first(self, reviewer: Client) -> None:
        indicator = make.indicator()
        make.published(indicator)
        page = f"/admin/withdraw/?record=indicator:{indicator.key}"
        sent = typed(reviewer, page) | {"_do": "1"}
        target = make.target(indicator=indicator)
        make.published(target)
        answer = text(reviewer.post("/admin/withdraw/", sent))
        assert "More has come to refer to it since you looked." in answer
        assert f"target:{target.key}" in answer
        assert state(indicator) == "live"

    def test_a_note_that_was_typed_goes_along(self, reviewer: Client) -> None:
        target = make.target()
        make.published(target)
        mark_leaving([("indicator", target.indicator.key)], None)
        sent = typed(reviewer, f"{PAGE}?record=indicator:{target.indicator.key}")
        sent |= {"others": f"target:{target.key}", "note_en": "Counted twice.", "note_zh": "重复。"}
        assert "Counted twice.\n重复。</textarea>" in text(reviewer.post("/admin/withdraw/", sent))

    def test_publishing_a_withdrawal_names_what_still_refers_to_it(self, reviewer: Client) -> None:
        target = make.target()
        make.published(target)
        mark_leaving([("indicator", target.indicator.key)], None)
        shown = text(reviewer.get(f"{PAGE}?record=indicator:{target.indicator.key}"))
        assert f"target {target.key} still refers to it" in shown
        assert f'formaction="/admin/withdraw/" name="others" value="target:{target.key}"' in shown
        sent = typed(reviewer, f"{PAGE}?record=indicator:{target.indicator.key}")
        asked = text(reviewer.post("/admin/withdraw/", sent | {"others": f"target:{target.key}"}))
        assert f'name="records" value="target:{target.key}"' in asked
        assert 'name="_publish"' not in shown

    def test_one_account_goes_straight_on_to_the_reason(self, editor: Client) -> None:
        source = make.source()
        make.published(source)
        page = f"/admin/withdraw/?record=source:{source.key}"
        sent = typed(editor, page) | {"_do": "1", "text": "There twice."}
        shown = text(editor.post("/admin/withdraw/", sent))
        assert "There twice.</textarea>" in shown
        assert f'name="records" value="source:{source.key}"' in shown
        publish = read_form(shown) | {"_publish": "1"}
        assert "is public: 1 record." in text(editor.post(PAGE, publish, follow=True))
        assert state(source) == "withdrawn"

    def test_what_is_in_review_is_taken_back_from_its_form(self, author: Client) -> None:
        source = make.source()
        assert "/admin/take_back/" not in text(author.get(form_of(source)))
        mark_ready([("source", source.key)], None)
        page = f"/admin/take_back/?record=source%3A{source.key}"
        assert f'href="{page}"' in text(author.get(form_of(source)))
        done = author.post("/admin/take_back/", typed(author, page) | {"_do": "1"}, follow=True)
        assert "Take back from review: 1 record." in text(done)
        assert state(source) == "draft"

    def test_a_busy_desk_is_said(self, author: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def gives_up(*_args: Any, **_about: Any) -> None:
            raise OperationalError("database is locked")

        source = make.source()
        monkeypatch.setattr(base, "mark_ready", gives_up)
        sent = {"action": "mark_ready", "_selected_action": source.pk}
        done = author.post(form_of(source, "changelist"), sent, follow=True)
        assert "The desk is busy with a large change." in text(done)

    def test_lists_offer_the_same(self, reviewer: Client) -> None:
        sources = [make.source(), make.source()]
        make.published(*sources)
        for action in ("comment_on_selected", "withdraw_selected", "take_back"):
            data = {"action": action, "_selected_action": [s.pk for s in sources]}
            shown = text(reviewer.post(form_of(sources[0], "changelist"), data))
            assert f'name="records" value="{in_one_word(("source", s.key) for s in sources)}"' in shown

    @pytest.mark.parametrize("act", ["return", "comment", "withdraw"])
    def test_a_crafted_record_is_refused(self, reviewer: Client, act: str) -> None:
        assert reviewer.get(f"/admin/{act}/?record=nonsense:x").status_code == 400
        assert (
            reviewer.post(f"/admin/{act}/", {"records": "target:../x", "_do": "1"}).status_code == 400
        )


def test_a_long_release_has_pages_that_keep_what_was_typed(reviewer: Client) -> None:
    sources = [make.source() for _ in range(103)]
    names = [f"source:{source.key}" for source in sources]
    sent = looked_at(reviewer, *names) | {"note_en": "Many at once."}
    publish = sent.pop("_publish")
    second = text(reviewer.post(PAGE, sent | {"_page": "2"}))
    assert "Page 2 of 2" in second
    assert second.count("new to the public") == 3
    assert "Many at once.</textarea>" in second
    assert "is public: 103 records." in text(
        reviewer.post(PAGE, sent | {"_publish": publish}, follow=True)
    )
    assert RECORDS["source"]._default_manager.using(LIVE).filter(key__startswith="made_").count() == 103


def test_a_quiet_change_of_a_figure_is_told_at_the_kind(
    reviewer: Client, public_target: Target
) -> None:
    changed(public_target, "281")
    sent = looked_at(reviewer, f"target:{public_target.key}") | {"kind": "editorial"}
    assert "such a release is a correction" in text(reviewer.post(PAGE, sent))
    assert Release.objects.using(DESK).count() == 1
