"""Sets of small numbers as the bits of one integer, and how a database keeps them."""

import struct
from collections.abc import Iterable, Iterator

BITS = 13
SIZE = 1 << BITS  # numbers in a set: below this; its bits are 1 kB
_WHOLE = SIZE // 8


def bits_of(numbers: Iterable[int]) -> int:
    """Return the set of the numbers, each below `SIZE`."""
    data = bytearray(_WHOLE)
    for number in numbers:
        data[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(data, "little")


def numbers_in(bits: int) -> Iterator[int]:
    """Yield the numbers of a set, in order."""
    data = bits.to_bytes(_WHOLE, "little")
    for place, byte in enumerate(data):
        if byte:
            yield from (place << 3 | n for n in range(8) if byte >> n & 1)


def packed(bits: int) -> bytes:
    """Return a set as few bytes: two for each number, or all bits where that is shorter."""
    count = bits.bit_count()
    if 2 * count >= _WHOLE:
        return bits.to_bytes(_WHOLE, "little")
    return struct.pack(f"<{count}H", *numbers_in(bits))


def unpacked(data: bytes) -> int:
    """Return the set that was packed."""
    if len(data) == _WHOLE:
        return int.from_bytes(data, "little")
    return bits_of(struct.unpack(f"<{len(data) // 2}H", data))
