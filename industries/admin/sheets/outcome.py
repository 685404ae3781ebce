"""What a file would change at the desk, or what keeps all of it from being taken."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

SHOWN = 200  # changes that a page lists; the others are counted


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell, or with the row or the file if no column is named."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one row changes: for each column its label, what stood and what would stand."""

    row: int
    key: str
    is_new: bool
    cells: list[tuple[str, Any, Any]]


@dataclass(slots=True)
class Outcome:
    """New, changed and unchanged rows, counted; the first changes; problems and warnings."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    _hash: Any = field(default_factory=hashlib.sha256)

    @property
    def seal(self) -> str:
        """One hash over all changes, those that are not listed as well."""
        found: str = self._hash.hexdigest()
        return found

    @property
    def others(self) -> int:
        """The number of changes that are not listed."""
        return self.new + self.changed - len(self.changes)

    def note(self, change: Change) -> None:
        self._hash.update(repr(change).encode())
        if change.is_new:
            self.new += 1
        else:
            self.changed += 1
        if len(self.changes) < SHOWN:
            self.changes.append(change)
