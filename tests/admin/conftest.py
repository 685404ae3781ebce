"""Who works at the desk."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from industries.editions import DESK
from industries.models import Target


def signed_in(role: str, name: str = "") -> Client:
    """Return a client signed in with an account of the role: a group's name, or `superuser`."""
    accounts = get_user_model().objects
    if role == "superuser":
        user: Any = accounts.create_superuser(name or role)
    else:
        user = accounts.create_user(name or role.lower(), is_staff=True)
        user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def editor(db: None) -> Client:
    """Somebody who may do everything."""
    return signed_in("superuser", "editor")


@pytest.fixture
def author(db: None) -> Client:
    return signed_in("Authors", "author")


@pytest.fixture
def reviewer(db: None) -> Client:
    return signed_in("Reviewers", "reviewer")


@pytest.fixture
def public_target(db: None) -> Target:
    return Target.objects.using(DESK).get(key="iva_above_2027_280bn")


@pytest.fixture
def other(db: None) -> Client:
    """A second author."""
    return signed_in("Authors", "li")
