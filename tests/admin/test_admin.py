"""The desk as an editor uses it, through the real forms."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from industries.editions import DESK, desk
from industries.models import LIVE_ONLY, RECORDS, DeskState, Source, Target
from industries.publishing.states import note_edit
from tests import make
from tests.browse import typed

pytestmark = make.uses_ledger


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("editor"))
    return client


def url(record: Any, view: str = "change") -> str:
    name = f"admin:industries_{record._meta.model_name}_{view}"
    return reverse(name, args=[record.pk] if view == "change" else [])


@pytest.fixture
def public_target() -> Target:
    return Target.objects.using(DESK).get(key="iva_above_2027_280bn")


@pytest.mark.parametrize("kind", RECORDS)
def test_each_list_shows_and_filters_by_state(editor: Client, kind: str) -> None:
    model: Any = RECORDS[kind]
    changelist = reverse(f"admin:industries_{model._meta.model_name}_changelist")
    text = editor.get(changelist).content.decode()
    assert "live" in text
    with desk():
        for state in ("live", "pending", "lead", "draft"):
            expected = model.objects.with_state().filter(state=state).count()
            shown = editor.get(changelist, {"state": state}).content.decode()
            noun = model._meta.verbose_name if expected == 1 else model._meta.verbose_name_plural
            assert f"{expected} {noun}" in shown


@pytest.mark.parametrize("kind", RECORDS)
def test_each_form_opens_saves_unchanged_and_makes_nothing_pending(editor: Client, kind: str) -> None:
    model: Any = RECORDS[kind]
    with desk():
        record = model.objects.with_state().filter(state="live").first()
    response = editor.post(url(record), typed(editor, url(record)))
    assert response.status_code == 302, re.findall(
        r"errorlist.*?</ul>", response.content.decode(), re.DOTALL
    )
    with desk():
        assert model.objects.with_state().get(pk=record.pk).state == "live"


@pytest.mark.parametrize("kind", RECORDS)
def test_each_form_to_add_opens_and_every_reference_is_searched(editor: Client, kind: str) -> None:
    model: Any = RECORDS[kind]
    options = model._meta
    text = editor.get(reverse(f"admin:industries_{options.model_name}_add")).content.decode()
    for field in options.fields:
        if field.is_relation:
            select = re.search(rf'<select[^>]*name="{field.name}"[^>]*>', text)
            assert select is not None
            assert "admin-autocomplete" in select.group()
    if model.needs_citation:
        assert 'name="citations-TOTAL_FORMS"' in text


def test_what_was_published_cannot_be_deleted_and_a_draft_can(
    editor: Client, public_target: Target
) -> None:
    delete = reverse("admin:industries_target_delete", args=[public_target.pk])
    assert editor.post(delete, {"post": "yes"}).status_code == 403
    assert Target.objects.using(DESK).filter(pk=public_target.pk).exists()
    draft = make.source()
    delete = reverse("admin:industries_source_delete", args=[draft.pk])
    assert editor.post(delete, {"post": "yes"}).status_code == 302
    assert not DeskState.objects.filter(key=draft.key).exists()


def test_many_are_not_deleted_at_once(editor: Client, public_target: Target) -> None:
    data = {
        "action": "delete_selected",
        "_selected_action": [public_target.pk, "crafted"],
        "post": "yes",
    }
    assert editor.post(url(public_target, "changelist"), data).status_code == 400
    assert Target.objects.using(DESK).filter(pk=public_target.pk).exists()


@pytest.mark.parametrize("crafted", ["abc", "1\x00", "9" * 30, "", "1.5", "-1' OR 1=1"])
@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model.__name__)
def test_every_action_on_a_crafted_row_is_refused_with_a_sentence(
    editor: Client, model: Any, crafted: str
) -> None:
    request = RequestFactory().get("/")
    request.user = get_user_model().objects.get(username="editor")
    offered = admin.site._registry[model].get_actions(request)
    for action in {*offered, "delete_selected", "nonsense"}:
        data = {"action": action, "_selected_action": crafted}
        response = editor.post(f"/admin/industries/{model._meta.model_name}/", data)
        assert response.status_code == 400, action
        said = "is not a row of this list." if action in offered else "is no action of this list."
        assert said in response.content.decode()


def test_no_form_links_to_an_address_that_is_not_safe(editor: Client) -> None:
    unsafe = Source.objects.using(DESK).filter(link_safe=False).exclude(url="")
    assert unsafe.count() > 20
    for source in unsafe[:5]:
        text = editor.get(url(source)).content.decode()
        assert f'value="{escape(source.url)}"' in text
        assert f'href="{escape(source.url)}"' not in text


def test_a_key_is_typed_once(editor: Client, public_target: Target) -> None:
    form = typed(editor, url(public_target)) | {"key": "another_key"}
    editor.post(url(public_target), form)
    assert Target.objects.using(DESK).get(pk=public_target.pk).key == public_target.key


def test_view_on_site_only_where_there_is_something_to_view(
    editor: Client, public_target: Target
) -> None:
    assert (
        f'href="{public_target.get_absolute_url()}"' in editor.get(url(public_target)).content.decode()
    )
    draft = make.source()
    assert draft.get_absolute_url() not in editor.get(url(draft)).content.decode()


def test_every_model_of_the_ledger_is_registered_or_owned() -> None:
    from django.apps import apps

    registered = set(admin.site._registry)
    inlines = {i.model for a in admin.site._registry.values() for i in a.get_inlines(None, None)}  # type: ignore[arg-type]
    # and a tally of networks, which is nobody's to look at
    shown_on_forms = {"DeskState", "ReleaseAuthor", "Remark", "ReportTally", "ScheduledRelease"}
    for model in apps.get_app_config("industries").get_models():
        if model._meta.model_name in LIVE_ONLY:
            continue
        assert model in registered | inlines or model.__name__ in shown_on_forms


def test_the_log_is_read_only(editor: Client) -> None:
    assert editor.get("/admin/industries/release/add/").status_code == 403
    assert editor.get("/admin/industries/release/").status_code == 200
    page = editor.get("/admin/industries/release/1/change/").content.decode()
    assert 'name="_save"' not in page
    assert editor.get("/admin/industries/version/").status_code == 200


class TestFirstAdministrator:
    @pytest.fixture
    def link(self) -> str:
        from industries.admin.first import first_admin_path

        return first_admin_path()

    def form(self) -> dict[str, str]:
        password = "a long sentence to sign in with"
        about = {"username": "chief", "language": "zh-hans"}
        return about | {"password1": password, "password2": password}

    def test_the_link_works_once(self, client: Client, link: str) -> None:
        assert client.get(link).status_code == 200
        response = client.post(link, self.form(), follow=True)
        assert response.redirect_chain == [("/admin/", 302)]
        assert get_user_model().objects.get().is_superuser
        page = response.content.decode()
        assert response["Content-Language"] == "zh-hans"
        assert "待办工作" in page
        assert client.get("/targets/")["Content-Language"] == "en"
        assert client.get(link).status_code == 404
        assert client.post(link, self.form() | {"username": "second"}).status_code == 404
        assert get_user_model().objects.count() == 1

    def test_a_forged_link_is_no_link(self, client: Client, link: str) -> None:
        assert client.get(link.replace("first:", "other:")).status_code == 404
        assert client.post(link[:-4] + "xxx/", self.form()).status_code == 404

    def test_it_ends_after_a_day(self, client: Client, link: str) -> None:
        import time_machine

        with time_machine.travel(timezone.now() + timedelta(hours=25)):
            assert client.get(link).status_code == 404

    def test_a_weak_password_is_refused(self, client: Client, link: str) -> None:
        response = client.post(link, self.form() | {"password1": "1234", "password2": "1234"})
        assert response.status_code == 200
        assert not get_user_model().objects.exists()


def test_deleting_a_draft_leaves_no_trace_in_the_state_of_what_named_it(editor: Client) -> None:
    target, draft = make.target(), make.target()
    make.published(target)
    with desk():
        target.also_restates.add(draft)
        note_edit(target, None)
        assert Target.objects.with_state().get(pk=target.pk).state == "pending"
        delete = reverse("admin:industries_target_delete", args=[draft.pk])
        assert editor.post(delete, {"post": "yes"}).status_code == 302
        assert Target.objects.with_state().get(pk=target.pk).state == "live"


def test_a_form_that_the_database_keeps_waiting_loses_nothing(
    editor: Client, public_target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = typed(editor, url(public_target)) | {"note_en": "Typed at length."}

    def locked(*_args: Any, **_kwargs: Any) -> Any:
        raise OperationalError("database is locked")

    monkeypatch.setattr(admin.ModelAdmin, "changeform_view", locked)  # where its transaction begins
    answer = editor.post(url(public_target), form)
    assert answer.status_code == 200
    assert "The desk is busy with a large change. Nothing is saved yet" in answer.content.decode()
    assert "Typed at length.</textarea>" in answer.content.decode()


@pytest.mark.parametrize("query", ["key__regex=(", "due_on__year=99999999999", "key=%00", "state=%00"])
def test_a_list_takes_the_filters_that_it_shows_and_no_others(editor: Client, query: str) -> None:
    assert editor.get(f"/admin/industries/target/?{query}").status_code == 400
