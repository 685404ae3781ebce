"""The desk in Chinese: no English word in what it says of itself. What records say is theirs."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from industries.admin.accounts import one_time_path
from industries.admin.first import first_admin_path
from industries.editions import desk
from industries.models import RECORDS
from industries.publishing.review import mark_leaving, mark_ready
from tests import make
from tests.admin.conftest import signed_in
from tests.admin.test_list_queries import LISTS
from tests.admin.test_publishing import changed, form_of, looked_at
from tests.admin.test_sheets import sheet, upload
from tests.browse import typed

pytestmark = make.uses_ledger

# what is the same in any language: formats, units, examples that are to be typed like this
SAME = {
    *("CSV", "XLSX", "MB", "English", "sha256", "Sha256", "en", "zh", "ja"),
    *("CNY", "bn", "mn", "GW", "MW", "kW", "TWh", "GWh", "Mt", "kt", "yr", "PFLOPS", "EFLOPS"),
}
# two pictures of Django's own admin are called so in every language
DJANGOS = {"Search", "True", "False"}
# elements whose text is a record's, not the desk's
OWNED = ("citations", "memberships", "chain_links")
DATA = {"td", "dd", "textarea", "code", "script", "style", "svg", "title", "del", "ins"}


class _Words(HTMLParser):
    """Collects the words that the desk says: text, and what buttons, fields and pictures are called."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.path: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        classes = (given.get("class") or "").split()
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.said.append(given.get("value") or "")
        for name in ("title", "placeholder", "alt", "aria-label"):
            if tag not in ("a", "span", "img") or name != "title":
                self.said.append(given.get(name) or "")
        if tag in ("input", "img", "link", "meta", "br", "hr", "path", "symbol", "use", "source"):
            return
        is_data = (
            tag in DATA
            or "admin-autocomplete" in classes
            or given.get("lang") == "en"
            or bool({"data", "original", "readonly", "field-__str__"} & set(classes))
            or (any(c.startswith("field-") for c in classes) and tag == "th")
            or given.get("scope") == "rowgroup"
        )
        self.path.append((tag, is_data))

    def handle_endtag(self, tag: str) -> None:
        while self.path and self.path.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        if not any(is_data for _tag, is_data in self.path):
            self.said.append(text)


def english_of(page: str) -> list[str]:
    """Return what has a Latin word and no Chinese one in what a page says of itself."""
    words = _Words()
    words.feed(page)
    found = []
    for text in words.said:
        latin = set(re.findall(r"[A-Za-z][A-Za-z0-9]+", text)) - SAME
        if latin and not re.search("[\u4e00-\u9fff]", text) and text.strip() not in DJANGOS:
            found.append(text.strip())
    return found


@pytest.fixture
def editor(db: None) -> Client:
    get_user_model().objects.create_superuser("主编", language="zh-hans")
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(
        get_user_model().objects.get(username="主编"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


# what stands in a list or form and is a record's: its names, keys and figures
def names_of_records() -> set[str]:
    with desk(), override("zh-hans"):
        found = {str(record) for model in RECORDS.values() for record in model.objects.for_list()}
        return found | {record.key for model in RECORDS.values() for record in model.objects.all()}


def of_the_desk(response: Any) -> list[str]:
    assert response.status_code in (200, 400, 403, 404, 429), response
    names = names_of_records()
    found = [re.sub(r"^› | \(\d+\)$", "", text) for text in english_of(response.content.decode())]
    return [text for text in found if text not in names]


@pytest.mark.parametrize("name", LISTS)
def test_a_list(editor: Client, name: str) -> None:
    assert not of_the_desk(editor.get(LISTS[name]))


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize("view", ["add", "change", "history", "delete"])
def test_a_form(editor: Client, kind: str, view: str) -> None:
    model: Any = RECORDS[kind]
    about = {"industry": make.industry()} if kind == "product" else {}
    args = [] if view == "add" else [getattr(make, kind)(**about).pk]
    response = editor.get(reverse(f"admin:industries_{model._meta.model_name}_{view}", args=args))
    assert not of_the_desk(response)


@pytest.mark.parametrize("kind", RECORDS)
def test_an_empty_form_that_is_sent(editor: Client, kind: str) -> None:
    model: Any = RECORDS[kind]
    address = reverse(f"admin:industries_{model._meta.model_name}_add")
    empty = {
        f"{name}-{part}_FORMS": "0"
        for name in ("citations", "memberships", "chain_links")
        for part in ("TOTAL", "INITIAL")
    }
    response = editor.post(address, empty)
    assert "errorlist" in response.content.decode()
    assert not of_the_desk(response)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/password_change/",
        "/admin/pending/?state=lead",
        "/admin/pending/?state=draft",
        "/admin/pending/?colour=red",
        "/admin/publish/?record=target:gone",
        "/admin/comment/?record=target:iva_above_2027_280bn",
        "/admin/withdraw/?record=indicator:iva_above",
        "/admin/restore/target/iva_above_2027_280bn/1/",
        "/admin/restore/target/iva_above_2027_280bn/9/",
        "/admin/publish/?record=nonsense",
        "/admin/industries/target/upload/",
        "/admin/industries/account/add/",
        "/admin/industries/account/1/password/",
        "/admin/industries/release/1/change/",
        "/admin/industries/",
        "/admin/industries/release/add/",
        "/admin/nowhere/",
    ],
)
def test_a_page(editor: Client, address: str) -> None:
    assert not of_the_desk(editor.get(address))


def test_publishing(editor: Client, public_target: Any) -> None:
    changed(public_target, "281")
    name = f"target:{public_target.key}"
    assert not of_the_desk(editor.get(f"/admin/publish/?record={name}"))
    assert not of_the_desk(editor.post("/admin/publish/", looked_at(editor, name) | {"note_en": ""}))
    industry = make.industry(cites=None, name_en="Goods", name_zh="货物")
    assert not of_the_desk(editor.get(f"/admin/publish/?record=industry:{industry.key}"))
    done = editor.post("/admin/publish/", looked_at(editor, name), follow=True)
    assert "已公开" in done.content.decode()
    assert not of_the_desk(done)


def test_review(editor: Client, public_target: Any) -> None:
    changed(public_target, "281")
    name = f"target:{public_target.key}"
    mark_ready([("target", public_target.key)], get_user_model().objects.get())
    form = form_of(public_target)
    assert not of_the_desk(editor.get("/admin/pending/?state=ready"))
    assert not of_the_desk(editor.get(f"/admin/return/?record={name}"))
    assert not of_the_desk(editor.post("/admin/return/", {"records": name, "_do": "1", "text": ""}))
    sent = {"records": name, "_do": "1", "text": "请核对。"}
    assert not of_the_desk(editor.post("/admin/return/", sent, follow=True))
    assert not of_the_desk(editor.get(form))
    assert not of_the_desk(editor.get(form.replace("change/", "history/")))
    mine = typed(editor, form)
    changed(public_target, "282")
    assert not of_the_desk(editor.post(form, mine | {"note_zh": "我的。", "value": "283"}))
    mark_leaving([("target", public_target.key)], None)
    assert not of_the_desk(editor.get(f"/admin/publish/?record={name}"))


def test_reports_from_readers(editor: Client, public_target: Any) -> None:
    changed(public_target, "281")
    report = make.report("target", public_target.key, elsewhere="Yearbook")
    address = reverse("admin:industries_readerreport_change", args=[report.pk])
    name = f"target:{public_target.key}"
    assert not of_the_desk(editor.get("/admin/industries/readerreport/?state__exact=new"))
    assert not of_the_desk(editor.get(address))
    assert not of_the_desk(editor.post(address, typed(editor, address) | {"state": "set_aside"}))
    assert not of_the_desk(editor.get(address.replace("change/", "history/")))
    chosen = looked_at(editor, name) | {f"{report.number}-chosen": "on"}
    assert not of_the_desk(editor.post("/admin/publish/", chosen))
    answer = chosen | {f"{report.number}-found_zh": "系误读。"}
    assert not of_the_desk(editor.post("/admin/publish/", answer, follow=True))
    assert not of_the_desk(editor.get(address))


def test_a_spreadsheet(editor: Client) -> None:
    row = {"key": "", "indicator": "wine_area", "period": "H1", "value": "x", "unit": "GW"}
    assert not of_the_desk(upload(editor, "observation", sheet(row)))
    assert not of_the_desk(upload(editor, "observation", b"a,a"))
    assert not of_the_desk(upload(editor, "observation", b"colour,key"))


def test_signing_in(db: None) -> None:
    client = Client(headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"})
    account = get_user_model().objects.create_user("作者", language="zh-hans", is_staff=True)
    assert not of_the_desk(client.get(first_admin_path()))
    assert not of_the_desk(client.get("/admin/login/"))
    for _n in range(5):
        answer = client.post("/admin/login/", {"username": "作者", "password": "x"})
        assert not of_the_desk(answer)
    assert answer.status_code == 429
    assert not of_the_desk(client.get(one_time_path(account), follow=True))
    assert not of_the_desk(client.get(one_time_path(account)[:-3] + "xx/", follow=True))
    assert not of_the_desk(client.get("/admin/password/zz/zz/"))
    leaving = signed_in("Authors")
    get_user_model().objects.update(language="zh-hans")
    assert not of_the_desk(leaving.post("/admin/logout/"))
