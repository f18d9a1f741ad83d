"""Cut what a provider sends down to what a row can hold and a page can show.

PostgreSQL stores neither NUL nor lone surrogates in text, and no NaN or Infinity in jsonb, yet
Python's json module reads all of them.
"""

import math
import re
from itertools import islice

STRING = 1_000  # characters
NAME = 100  # characters of a key
DEPTH = 4  # levels of lists and objects
ITEMS = 100  # per list or object

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def text(value: object, limit: int = STRING) -> str:
    """Return the start of a string, "" for anything else."""
    if not isinstance(value, str):
        return ""
    value = value[:limit]
    # Unstorable characters are never printable: most strings need no search.
    return value if value.isprintable() else _UNSTORABLE.sub("\ufffd", value)


def small(value: object, depth: int = DEPTH) -> object:
    """Return JSON within the limits above; what lies deeper than `depth` levels is dropped."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return small_object(value, depth)
    if isinstance(value, list):
        return [small(item, depth - 1) for item in islice(value, ITEMS) if _fits(item, depth)]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, int) else None


def small_object(value: dict[str, object], depth: int = DEPTH) -> dict[str, object]:
    """Return a JSON object within the limits above."""
    return {
        text(key, NAME): small(item, depth - 1)
        for key, item in islice(value.items(), ITEMS)
        if _fits(item, depth)
    }


def _fits(item: object, depth: int) -> bool:
    return depth > 1 or not isinstance(item, dict | list)
