"""Queries of each list of the desk, written down: the same for a few rows as for many."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from industries.editions import DESK, LIVE
from tests import make, many
from tests.admin.conftest import signed_in
from tests.test_query_counts import are_as_recorded

pytestmark = make.uses_ledger
LISTS = {
    f"desk_list {model._meta.model_name}": reverse(
        f"admin:industries_{model._meta.model_name}_changelist"
    )
    for model in admin.site._registry
}


@pytest.mark.parametrize("count", [1, 120])
def test_a_list_asks_as_often_as_recorded_whatever_the_number_of_rows(count: int) -> None:
    many.fill(count)
    for _n in range(count):
        make.report("industry", "wine")
    client = signed_in("Reviewers")
    me: Any = get_user_model().objects.get(username="reviewers")
    me.groups.add(Group.objects.get(name="Administrators"))
    counts: dict[str, int] = {}
    for name, address in sorted({"desk_start /": reverse("admin:index"), **LISTS}.items()):
        with (
            CaptureQueriesContext(connections[DESK]) as on_desk,
            CaptureQueriesContext(connections[LIVE]) as on_live,
        ):
            assert client.get(address).status_code == 200
        assert not len(on_live), f"{address} asks live"
        counts[name] = len(on_desk)
    are_as_recorded(counts)
