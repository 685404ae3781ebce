"""Accounts: signing in, guessing slowed, one-time links, and what an administrator may not do."""

import re
import time
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from industries.admin.accounts import one_time_path
from industries.editions import desk
from industries.middleware import network_of
from industries.models import DeskState, Target
from tests import make
from tests.admin.conftest import signed_in
from tests.admin.test_publishing import form_of, text
from tests.browse import read_form, typed

pytestmark = make.uses_ledger
PASSWORD = "a long sentence to sign in with"
LOGIN = "/admin/login/"


@pytest.fixture
def account(db: None) -> Any:
    return get_user_model().objects.create_user("author", password=PASSWORD, is_staff=True)


@pytest.fixture
def administrator(db: None) -> Client:
    return signed_in("Administrators", "administrator")


def sign_in(client: Client, password: str, name: str = "author", network: str = "192.0.2.1") -> int:
    form = {"username": name, "password": password}
    return client.post(LOGIN, form, REMOTE_ADDR=network).status_code


class TestGuessing:
    def test_the_sixth_guess_waits_even_if_it_is_right(self, client: Client, account: Any) -> None:
        assert [sign_in(client, f"guess {n}") for n in range(5)] == [200, 200, 200, 200, 429]
        assert sign_in(client, PASSWORD) == 429
        answer = client.post(LOGIN, {"username": "author", "password": "x"}, REMOTE_ADDR="192.0.2.1")
        assert "Too many failed attempts to sign in with this name from this network." in text(answer)

    def test_it_ends_by_itself_though_guessing_goes_on(self, client: Client, account: Any) -> None:
        for n in range(5):
            sign_in(client, f"guess {n}")
        with time_machine.travel(time.time() + 4 * 60):
            assert sign_in(client, "guess 6") == 429
        with time_machine.travel(time.time() + 6 * 60):
            assert sign_in(client, PASSWORD) == 302

    def test_from_another_network_or_with_another_name_nobody_waits(
        self, client: Client, account: Any
    ) -> None:
        get_user_model().objects.create_user("reviewer", password=PASSWORD, is_staff=True)
        for n in range(5):
            sign_in(client, f"guess {n}")
        assert sign_in(client, PASSWORD, network="198.51.100.7") == 302
        assert sign_in(Client(), PASSWORD, name="reviewer") == 302

    def test_a_one_time_link_ends_it_at_once(self, client: Client, account: Any) -> None:
        for n in range(5):
            sign_in(client, f"guess {n}")
        response = client.get(one_time_path(account), follow=True)
        form = {"new_password1": PASSWORD + "!", "new_password2": PASSWORD + "!"}
        assert client.post(response.redirect_chain[-1][0], form).status_code == 302
        assert sign_in(Client(), PASSWORD + "!") == 302

    def test_nothing_is_kept_of_who_signed_in_from_where(self, client: Client, account: Any) -> None:
        from axes.models import AccessAttempt, AccessLog

        sign_in(client, "a wrong one")
        sign_in(client, PASSWORD)
        assert not AccessAttempt.objects.exists()
        assert not AccessLog.objects.exists()


@pytest.mark.parametrize(
    ("seen", "forwarded", "proxies", "network"),
    [
        ("192.0.2.1", "", 0, "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", 0, "192.0.2.1"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9,10.0.0.2", 2, "203.0.113.9"),
        ("10.0.0.1", "10.0.0.2", 2, "10.0.0.1"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("10.0.0.1", "6.6.6.6, 2001:db8:1:2:3:4:5:6", 1, "2001:db8:1:2::"),
        ("10.0.0.1", "6.6.6.6,nonsense", 1, None),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", "", 0, "192.0.2.1"),
        ("", "", 0, None),
    ],
)
def test_the_network_is_the_one_that_our_proxy_has_seen(
    settings: Any, seen: str, forwarded: str, proxies: int, network: str | None
) -> None:
    settings.LEDGER_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    found = network_of(RequestFactory().get("/", REMOTE_ADDR=seen, **headers))  # type: ignore[arg-type]
    assert found == network


class TestOneTimeLink:
    def link(self, *args: str) -> str:
        out = StringIO()
        call_command("account_link", *args, "http://testserver", stdout=out)
        found = re.search(r"http://testserver(/\S+)", out.getvalue())
        assert found is not None
        return found.group(1)

    def choose(self, client: Client, link: str, password: str) -> Any:
        page = client.get(link, follow=True)
        assert page.redirect_chain, text(page)
        form = {"new_password1": password, "new_password2": password}
        return client.post(page.redirect_chain[-1][0], form, follow=True)

    def test_a_command_prints_it_and_it_works_once(self, client: Client, account: Any) -> None:
        link = self.link("author")
        done = self.choose(client, link, "another long sentence")
        assert done.redirect_chain == [("/admin/", 302)]
        assert "Work to do" in text(done)
        assert "This link was used already, or is a day old." in text(Client().get(link, follow=True))

    def test_it_ends_after_a_day_and_is_not_forged(self, client: Client, account: Any) -> None:
        link = self.link("author")
        with time_machine.travel(time.time() + 25 * 3600):
            assert "This link was used already" in text(client.get(link, follow=True))
        assert "This link was used already" in text(client.get(link[:-4] + "xxx/", follow=True))
        assert "This link was used already" in text(client.get("/admin/password/AAAA/x-y/"))

    def test_a_weak_password_is_refused_with_a_reason(self, client: Client, account: Any) -> None:
        answer = text(self.choose(client, self.link("author"), "12345678"))
        assert "This password is too common." in answer

    def test_an_account_that_is_not_there_is_said_with_those_that_are(self, account: Any) -> None:
        with pytest.raises(CommandError, match=r"no active account “nobody”. Active are: author"):
            self.link("nobody")

    def test_it_speaks_the_accounts_language(self, client: Client, account: Any) -> None:
        get_user_model().objects.update(language="zh-hans")
        assert "设置密码" in text(client.get(one_time_path(account), follow=True))


class TestAdministrator:
    def test_they_make_an_account_and_pass_on_its_link(self, administrator: Client) -> None:
        add = "/admin/industries/account/add/"
        groups = Group.objects.filter(name="Authors").values_list("pk", flat=True)
        form = typed(administrator, add) | {
            "username": "newcomer",
            "language": "zh-hans",
            "groups": list(groups),
            "usable_password": "false",
        }
        assert administrator.post(add, form).status_code == 302
        account = get_user_model().objects.get(username="newcomer")
        assert (account.is_staff, account.is_superuser) == (True, False)
        data = {"action": "one_time_links", "_selected_action": account.pk}
        shown = text(administrator.post("/admin/industries/account/", data, follow=True))
        link = re.search(r"http://testserver(/admin/password/[^<]+)", shown)
        assert link is not None
        newcomer = Client()
        page = newcomer.get(link.group(1), follow=True)
        form = {"new_password1": PASSWORD, "new_password2": PASSWORD}
        start = newcomer.post(page.redirect_chain[-1][0], form, follow=True)
        assert "待办工作" in text(start)

    def test_they_make_nobody_a_superuser_and_touch_none(
        self, administrator: Client, account: Any
    ) -> None:
        address = f"/admin/industries/account/{account.pk}/change/"
        form = typed(administrator, address) | {"is_superuser": "on", "user_permissions": ["1"]}
        assert administrator.post(address, form).status_code == 302
        account.refresh_from_db()
        assert not account.is_superuser
        assert not account.user_permissions.exists()
        chief = get_user_model().objects.create_superuser("chief", password=PASSWORD)
        password = f"/admin/industries/account/{chief.pk}/password/"
        assert administrator.get(password).status_code == 403
        data = {"action": "one_time_links", "_selected_action": chief.pk}
        shown = text(administrator.post("/admin/industries/account/", data, follow=True))
        assert "You may not change the account chief." in shown
        assert "/admin/password/" not in shown


def test_signing_out_ends_the_session(editor: Client) -> None:
    assert editor.post("/admin/logout/").status_code == 200
    assert editor.get("/admin/").status_code == 302


def test_a_session_ends_with_the_browser(client: Client, account: Any) -> None:
    assert sign_in(client, PASSWORD) == 302
    cookie = client.cookies["sessionid"]
    assert (cookie["expires"], cookie["max-age"], cookie["httponly"]) == ("", "", True)


def test_everybody_chooses_the_language_of_their_desk(author: Client) -> None:
    here = "/admin/industries/target/?state=live"
    response = author.post("/admin/language/", {"language": "zh-hans", "back": here})
    assert response["Location"] == here
    assert "待办工作" in text(author.get("/admin/"))
    for crafted in ("//evil.example", "https://evil.example/", "javascript:x", ""):
        response = author.post("/admin/language/", {"language": "xx", "back": crafted})
        assert response["Location"] == "/admin/"
    assert author.get("/admin/language/").status_code == 405


class TestDrafts:
    def test_an_author_deletes_what_they_began_and_nothing_else(self, author: Client) -> None:
        me = get_user_model().objects.get(username="author")
        own, others = make.source(), make.source()
        DeskState.objects.filter(key=own.key).update(first_author=me)
        for record, status in ((own, 302), (others, 403)):
            delete = form_of(record).replace("change", "delete")
            assert author.post(delete, {"post": "yes"}).status_code == status

    def test_what_is_added_at_the_desk_is_its_authors(self, author: Client) -> None:
        add = "/admin/industries/source/add/"
        about = {"title": "一份公报", "publisher": "x", "language": "zh", "source_kind": "press"}
        author.post(
            add, typed(author, add) | about | {"confidence": "press", "published_on": "2025-01-02"}
        )
        state = DeskState.objects.get(kind="source", key="source_2025_01_02")
        assert state.first_author is not None
        assert state.first_author.username == "author"


class TestReady:
    def test_ready_is_shown_and_an_edit_takes_it_back(
        self, author: Client, public_target: Target
    ) -> None:
        def state() -> str:
            with desk():
                found: str = Target.objects.with_state().get(pk=public_target.pk).state
            return found

        address = form_of(public_target)
        shown = text(
            author.post(address, typed(author, address) | {"value": "281", "_ready": "1"}, follow=True)
        )
        assert "1 record is ready for review." in shown
        assert state() == "ready"
        author.post(address, typed(author, address))  # no change
        assert state() == "ready"
        author.post(address, typed(author, address) | {"value": "282"})
        assert state() == "pending"
        changelist = form_of(public_target, "changelist")
        data = {"_selected_action": public_target.pk}
        author.post(changelist, data | {"action": "mark_ready"})
        assert state() == "ready"
        page = author.post(changelist, data | {"action": "take_back"})
        author.post("/admin/take_back/", read_form(text(page)) | {"_do": "1"})
        assert state() == "pending"

    def test_what_does_not_differ_is_not_made_ready(
        self, author: Client, public_target: Target
    ) -> None:
        address = form_of(public_target)
        shown = text(author.post(address, typed(author, address) | {"_ready": "1"}, follow=True))
        assert "Nothing to review: it is public as it stands" in shown

    def test_publishing_ends_it(self, public_target: Target) -> None:
        from industries.publishing.review import mark_ready
        from industries.publishing.states import note_edit

        with desk():
            public_target.note_en = "x"
            public_target.save()
            note_edit(public_target, None)
            assert mark_ready([("target", public_target.key)], None) == 1
        make.published(public_target)
        with desk():
            assert Target.objects.with_state().get(pk=public_target.pk).state == "live"
        assert DeskState.objects.get(kind="target", key=public_target.key).ready_digest == ""
