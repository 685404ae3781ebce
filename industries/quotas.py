"""How often something was asked for within a minute, counted by all processes of this machine together.

Counters stand in one small file, which each process has in its memory. Nothing in it says who: a name
is a place in the file by its keyed digest, another place each minute. Two names that meet in one place
share what they may ask, for that minute.
"""

import fcntl
import functools
import mmap
import os
import struct
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from django.utils.crypto import salted_hmac

WINDOW = 60  # seconds
PLACES = 1 << 16
_PLACE = struct.Struct("<II")  # the minute that is counted, and how many there were


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left in this minute after this request; `is_over` if it was one too many."""

    limit: int
    left: int
    resets_in: int  # seconds, at least one
    is_over: bool


class Counters:
    """The counters in a file, which is made where it is missing. Safe among threads and processes."""

    def __init__(self, path: Path) -> None:
        self.lock = threading.Lock()  # of the file's own each process has one
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        size = PLACES * _PLACE.size
        os.ftruncate(self.file, size)  # what is there stays
        self.memory = mmap.mmap(self.file, size)

    def take(self, name: str, limit: int) -> Quota:
        """Count one more of the name, unless there were as many as the limit in this minute."""
        now = time.time()
        minute, second = divmod(int(now), WINDOW)
        mark = salted_hmac(f"quota {minute}", name, algorithm="sha256").digest()
        at = int.from_bytes(mark[:4], "big") % PLACES * _PLACE.size
        with self.lock:
            fcntl.flock(self.file, fcntl.LOCK_EX)
            try:
                counted, taken = _PLACE.unpack_from(self.memory, at)
                taken = taken if counted == minute else 0
                is_over = taken >= limit
                if not is_over:
                    taken += 1
                    _PLACE.pack_into(self.memory, at, minute, taken)
            finally:
                fcntl.flock(self.file, fcntl.LOCK_UN)
        return Quota(limit, max(limit - taken, 0), WINDOW - second, is_over)


def taken(name: str, limit: int, path: Path) -> Quota:
    """Count one more of the name in the file, unless there were as many as the limit in this minute."""
    return _counters(path, os.getpid()).take(name, limit)


@functools.cache
def _counters(path: Path, _process: int) -> Counters:
    # a process that was split off another has to open the file itself: it would share the lock
    return Counters(path)
