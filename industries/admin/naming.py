"""Keys and slugs that nobody has to think of, and where a model's pages at the desk are."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.text import slugify

LONGEST = 76  # characters; a key has 80, of which a number may need some


def address_of(model: Any, view: str, *args: Any) -> str:
    """Return the address of one of a model’s views in the admin; `change` takes the id of a row."""
    options = model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{view}", args=args)


def named_after(words: str, kind: str, joint: str) -> str:
    """Return the words as a key (joint “_”) or slug (joint “-”), with a letter in front."""
    name = slugify(words.replace("_", "-").replace("/", "-")).replace("_", "-").strip("-")
    if not name[:1].isalpha():
        name = f"{kind}-{name}".strip("-")
    return name[:LONGEST].strip("-").replace("-", joint)


def free_name(name: str, joint: str, taken: Collection[str]) -> str:
    """Return the name, with the first number behind it that makes it one that is not taken."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}{joint}{number}"
    return free
