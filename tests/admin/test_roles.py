"""What each role may do, asked of every address of the admin, and written down in docs/roles.md.

`RECORD=1 pytest tests/admin/test_roles.py` writes the table anew, for the review to see.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from industries.admin.accounts import one_time_path
from industries.editions import DESK, desk
from industries.models import RECORDS, Account, DeskState, Release, Version
from tests import make
from tests.admin.conftest import signed_in

pytestmark = make.uses_ledger
FILE = Path(settings.BASE_DIR) / "docs" / "roles.md"
ROLES = ("nobody", "Authors", "Reviewers", "Administrators", "superuser")
START, END = "<!-- the table -->\n", "<!-- end of the table -->\n"

# of an address that only answers a form
POSTED = {"logout", "language"}
# of an address that is about records
ON_RECORDS = {"publish", "return", "comment", "take_back", "withdraw"}


def names() -> Iterator[str]:
    """Yield the name of each address of the admin."""

    def walk(patterns: Any) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield pattern.name

    yield from walk(admin.site.get_urls())


class Sample:
    """An account of a role, and a record of each kind in each hand."""

    def __init__(self, role: str) -> None:
        self.client = Client() if role == "nobody" else signed_in(role, "me")
        self.me = get_user_model().objects.filter(username="me").first()
        self.other = get_user_model().objects.create_user("other", is_staff=True)
        self.of: dict[str, dict[str, Any]] = {}
        for kind, model in RECORDS.items():
            about = {"industry": make.industry()} if kind == "product" else {}
            own, others = (getattr(make, kind)(**about) for _ in range(2))
            for record, by in ((own, self.me), (others, self.other)):
                DeskState.objects.filter(kind=kind, key=record.key).update(first_author=by)
            with desk():
                states: Any = model.objects
                public = states.with_state().filter(state="live").first()
            self.of[kind] = {"own draft": own, "another's draft": others, "public": public}

    def answer(self, name: str, record: Any = None) -> str:
        """Return what the role is told at an address: yes, read, no, or sign in."""
        args = [record.pk] if record is not None else self.args(name)
        address = reverse(f"admin:{name}", args=args)
        if name in ON_RECORDS:
            address += f"?record=target:{self.of['target']['public'].key}"
        send = self.client.post if name in POSTED else self.client.get
        response = send(address, follow=False)
        if response.status_code == 302:
            return "sign in" if "/login/" in response["Location"] else "yes"
        if response.status_code in (403, 404):
            return "no"
        assert response.status_code == 200, (address, response.status_code)
        is_form = name.startswith("industries_") and name.endswith("_change")
        return "read" if is_form and 'name="_save"' not in response.content.decode() else "yes"

    def args(self, name: str) -> list[Any]:
        if name == "view_on_site":
            source = self.of["source"]["public"]
            return [ContentType.objects.get_for_model(source).pk, source.pk]
        if name == "choose_password":
            return list(one_time_path(self.other).strip("/").split("/")[-2:])  # type: ignore[arg-type]
        if name == "app_list":
            return ["industries"]
        if name == "restore":
            return ["target", self.of["target"]["public"].key, 1]
        return ["csv"] if name.endswith("_download") else []


def rows(sample: Sample) -> dict[str, str]:
    """Return what a role is told: one line for each address, the same for each kind of record."""
    found: dict[str, set[str]] = {}
    # whoever signs out is told nothing more
    for name in sorted(names(), key=lambda name: name == "logout"):
        if name == "autocomplete":
            continue  # asks for a field; each form that opens has used it
        kind = next(
            (k for k, m in RECORDS.items() if name.startswith(f"industries_{m._meta.model_name}_")),
            None,
        )
        if kind is None and name.startswith(("industries_", "auth_user_")):
            found |= of_other_rows(sample, name.replace("auth_user_", "industries_account_"))
        elif kind is None:
            found[name] = {sample.answer(name)}
        else:
            view = name.rpartition("_")[2]
            of = sample.of[kind] if view in ("change", "delete", "history") else {"": None}
            for what, record in of.items():
                found.setdefault(f"record: {view} {what}".strip(), set()).add(
                    sample.answer(name, record)
                )
    assert all(len(answers) == 1 for answers in found.values()), found
    return {line: answers.pop() for line, answers in found.items()}


def of_other_rows(sample: Sample, name: str) -> dict[str, set[str]]:
    """Return what is told of accounts, releases and versions."""
    _app, model, *_rest = name.split("_")
    view = name.removeprefix(f"industries_{model}_")
    line = f"{model}: {view}"
    if view == "password_change":
        name = "auth_user_password_change"  # Django calls it so whatever the model is
    if view not in ("change", "delete", "history", "password_change"):
        return {line: {sample.answer(name)}}
    if model == "account":
        chief = get_user_model().objects.filter(username="chief").first()
        chief = chief or get_user_model().objects.create_superuser("chief")
        accounts: dict[str, Account] = {"": sample.other, " of a superuser": chief}  # type: ignore[dict-item]
        return {f"{line}{what}": {sample.answer(name, row)} for what, row in accounts.items()}
    if model == "readerreport":
        return {line: {sample.answer(name, make.report("industry", "wine"))}}
    log: Any = {"release": Release, "version": Version}[model]
    return {line: {sample.answer(name, log.objects.using(DESK).first())}}


def written(table: dict[str, dict[str, str]]) -> str:
    head = f"| address | {' | '.join(ROLES)} |\n|{' --- |' * (len(ROLES) + 1)}\n"
    lines = [
        f"| {line} | {' | '.join(table[role][line] for role in ROLES)} |\n" for line in table["nobody"]
    ]
    return head + "".join(lines)


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, str]]:
    return {}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_told_the_same_of_each_address(role: str, told: dict[str, dict[str, str]]) -> None:
    told[role] = rows(Sample(role))
    recorded = FILE.read_text("utf-8") if FILE.exists() else f"{START}{END}"
    before, _start, rest = recorded.partition(START)
    table, _end, after = rest.partition(END)
    if os.environ.get("RECORD"):
        if set(told) == set(ROLES):
            FILE.write_text(f"{before}{START}{written(told)}{END}{after}", "utf-8")
        return
    column = ROLES.index(role) + 2
    lines = [line.split("|") for line in table.splitlines()[2:]]
    assert {line[1].strip(): line[column].strip() for line in lines} == told[role]


def test_the_admin_has_no_page_of_groups() -> None:
    """What a group may do is changed by migration, so that the table stays true."""
    assert "auth_group_changelist" not in set(names())
