"""One spelling for what guests type: lower case, no accents, no look-alikes, no invisible signs."""

import re
import unicodedata

LONGEST = 2_000  # characters; what follows is not read

_LOOK_ALIKES = str.maketrans(
    "абвгеёіїкмнорсстухѕјԁԛԝαβεικνορτυχ",
    "a6breeiikmhopcctyxsjdqwabeikvoptux",
)
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−~", "-"),
        **dict.fromkeys("→⇒➔➜➡⟶", ">"),
        **dict.fromkeys("'’‘´`ʼ", None),  # "don't" and "dont" are one word
    }
)
_REPEATED = re.compile(r"([a-z!?.])\1\1+")
_BLANKS = re.compile(r"\s+")


def listed(names: str) -> tuple[str, ...]:
    """Return the words of a text: tables of words read better so than as quoted lists."""
    return tuple(names.split())


def visible(text: str) -> str:
    """Return the first characters of `text` without control and format characters.

    Line breaks and other controls become blanks; zero-width and direction marks vanish.
    """
    kept = []
    for sign in text[:LONGEST]:
        kind = unicodedata.category(sign)
        if kind in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif kind not in ("Cf", "Cs", "Co", "Cn"):
            kept.append(sign)
    return "".join(kept)


def plain(text: str) -> str:
    """Return `text` for comparing: "¡¡Holaaaa,  MAÑANA!!" becomes "¡¡hola, manana!!"."""
    folded = unicodedata.normalize("NFKC", visible(text))[:LONGEST].lower()
    parts = unicodedata.normalize("NFD", folded)
    bare = "".join(sign for sign in parts if unicodedata.category(sign) not in ("Mn", "Me"))
    latin = bare.translate(_LOOK_ALIKES).translate(_SIGNS)
    return _BLANKS.sub(" ", _REPEATED.sub(r"\1", latin)).strip()
