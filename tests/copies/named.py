"""An industry that had another name on each of three days."""

from django.test import Client

NAMES = ["First", "Second", "Third"]


def title(client: Client, day: str) -> str:
    """Return its name as its page has it as of a day."""
    page = client.get(f"/as-of/{day}/industries/named/").content.decode()
    return page.partition("<h1>")[2].partition("</h1>")[0].strip()
