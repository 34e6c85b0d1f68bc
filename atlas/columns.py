"""The coding of the snapshot's columns: numbers so that compression finds them small, slugs so that most need not be sent.

``static/src/snapshot.js`` undoes all of it.
"""

import re
import unicodedata

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def planes(values: Numbers, count: int) -> bytes:
    """The values as ``count`` planes of bytes, the low bytes first."""
    return b"".join(((values >> (8 * plane)) & 0xFF).astype(np.uint8).tobytes() for plane in range(count))


def differences(values: Numbers) -> Numbers:
    """Zigzag-coded difference of each value to the one before: small and never negative."""
    steps = np.diff(values, prepend=0)
    return (steps << 1) ^ (steps >> 63)


def varints(values: Numbers) -> bytes:
    """The values in groups of seven bits, low groups first, the top bit telling that more follow."""
    if not len(values):
        return b""
    lengths = np.ones(len(values), np.int64)
    for bits in range(7, 63, 7):
        lengths += values >= (1 << bits)
    ends = np.cumsum(lengths)
    out = np.zeros(int(ends[-1]), np.uint8)
    starts = ends - lengths
    for group in range(int(lengths.max())):
        here = lengths > group
        more = (lengths[here] > group + 1).astype(np.int64) << 7
        out[starts[here] + group] = ((values[here] >> (7 * group)) & 0x7F) | more
    return out.tobytes()


def hilbert(latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]) -> Numbers:
    """Place of each point on a Hilbert curve through a grid of 65,536 by 65,536 cells."""
    side = 1 << 16
    x = np.clip((longitudes + 180) / 360 * side, 0, side - 1).astype(np.int64)
    y = np.clip((latitudes + 90) / 180 * side, 0, side - 1).astype(np.int64)
    distance = np.zeros(len(x), np.int64)
    step = side >> 1
    while step:
        right, upper = (x & step) > 0, (y & step) > 0
        distance += step * step * ((3 * right) ^ upper)
        turned = right & ~upper
        x, y = np.where(turned, side - 1 - x, x), np.where(turned, side - 1 - y, y)
        x, y = np.where(~upper, y, x), np.where(~upper, x, y)
        step >>= 1
    return distance


_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue"})
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "ł": "l", "Ł": "l", "ı": "i", "đ": "d"}
)
_BETWEEN = re.compile(r"[^a-z0-9]+")


def derived_slug(name: str, country: str) -> str:
    """The slug that most places of this name have; the file names only those that differ."""
    if not name.isascii():
        if country in {"DE", "AT", "CH"}:
            name = name.translate(_SPELLED)
        name = unicodedata.normalize("NFKD", name.translate(_LETTERS))
        name = "".join(char for char in name if not unicodedata.combining(char))
    return _BETWEEN.sub("-", name.lower()).strip("-")
