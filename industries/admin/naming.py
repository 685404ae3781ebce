"""Keys and slugs that nobody has to think of."""

from collections.abc import Collection

from django.utils.text import slugify

LONGEST = 76  # characters; a key has 80, of which a number may need some


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
