"""Keep guests' phones and e-mail addresses, and everybody's secrets, out of the logs."""

import re
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any

HIDDEN = "***"
LONGEST = 10_000  # characters of one value that are worth keeping
DEEPEST = 8  # levels of nesting; a structure may contain itself

# Ours: made of nothing a guest said, and on every line.
_OWN = frozenset({"timestamp", "level", "logger", "request_id"})

_WORDS = (
    r"(?:token|secret|passwor[dt]|passwd|signature|authorization|api[_-]?key|cookie|credential)"
)
_SECRET_KEY = re.compile(_WORDS, re.IGNORECASE)
_SECRET_TEXT = re.compile(
    rf"({_WORDS}s?[\"']?\s*[=:]\s*[\"']?)(?:(?:bearer|basic|digest)\s+)?[^\s\"'&,;)}}\]]+",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(bearer\s+)[\w.~+/=-]{6,}", re.IGNORECASE)
# Meta's access tokens, and JSON web tokens.
_BARE_TOKEN = re.compile(r"\b(?:EAA[A-Za-z0-9]{20,}|eyJ[\w-]{5,}\.[\w-]+\.[\w-]*)")
_LOOKS_SECRET = re.compile(rf"{_WORDS}|bearer|EAA|eyJ", re.IGNORECASE)
_URL_LOGIN = re.compile(r"://[^/\s@]*@")
_EMAIL = re.compile(r"(?<![\w.+%-])([\w.+%-]++)@([\w-]+(?:\.[\w-]+)+)")

# Numbers that are no phones: UUIDs, ISO dates and times, IPv4 addresses, durations.
_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_ZONE = r"(?:Z|[+-]\d\d:?\d\d)?"
_CLOCK = r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?"
_DATE = r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_ALONE = r"(?![^\W_])"  # no letter or digit follows: digits inside an id are no phone
_KEEP = (
    rf"(?:[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}|{_DATE}(?:[T ]{_CLOCK}{_ZONE})?"
    rf"|{_CLOCK}{_ZONE}|{_BYTE}(?:\.{_BYTE}){{3}}(?!\.\d)|\d{{1,5}}\.\d+(?!\.\d)){_ALONE}"
)
_GROUP = rf"\d++{_ALONE}"
_PHONE = re.compile(
    rf"(?<![^\W_])(?:(?P<keep>{_KEEP})"
    rf"|\+?\(?{_GROUP}(?:(?:[ \t\u00a0./()-]{{1,3}}(?!{_KEEP})|\.){_GROUP})*+)"
)
_LOOKS_PHONE = re.compile(r"\d(?:\D{0,3}\d){7}")
_SHORTEST_PHONE = 8  # digits


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Mask every value of a log line. Gives only what JSON can write, and never raises."""
    return {
        key: value if key in _OWN and isinstance(value, str) else _under_key(key, value, 0)
        for key, value in event.items()
    }


def redact_text(text: str) -> str:
    """Return `text` without phones, e-mail addresses and secrets."""
    if len(text) > LONGEST:
        text = text[:LONGEST] + "..."
    if "@" in text:
        text = _URL_LOGIN.sub(f"://{HIDDEN}@", text)
        text = _EMAIL.sub(lambda found: mask_email(found[0]), text)
    if _LOOKS_SECRET.search(text):
        text = _BEARER.sub(rf"\1{HIDDEN}", text)
        text = _BARE_TOKEN.sub(HIDDEN, text)
        text = _SECRET_TEXT.sub(rf"\1{HIDDEN}", text)
    return _PHONE.sub(_mask_number, text) if _LOOKS_PHONE.search(text) else text


def mask_phone(phone: str) -> str:
    """Keep the last two digits: "+54 9 11 1234-5678" gives "***78"."""
    digits = [character for character in phone if character.isdecimal()]
    return HIDDEN + "".join(digits[-2:]) if len(digits) > 2 else HIDDEN


def mask_email(email: str) -> str:
    """Keep the first letter and the domain: "ana@example.com" gives "a***@example.com"."""
    name, at, domain = email.rpartition("@")
    return f"{name[:1]}{HIDDEN}@{domain}" if at else HIDDEN


def _mask_number(found: re.Match[str]) -> str:
    text = found[0]
    if found["keep"] or sum(map(str.isdecimal, text)) < _SHORTEST_PHONE:
        return text
    return mask_phone(text)


@lru_cache(maxsize=1024)
def _is_secret(key: str) -> bool:
    return _SECRET_KEY.search(key) is not None


def _under_key(key: str, value: Any, depth: int) -> Any:
    if isinstance(value, bool | None):  # "signature: false" is news, not a secret
        return value
    return HIDDEN if _is_secret(key) else _value(value, depth)


def _value(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, bool | int | float | None):
        return value
    if depth >= DEEPEST:
        return HIDDEN
    if isinstance(value, Mapping):
        pairs = [(str(key), inner) for key, inner in value.items()]
        return {redact_text(key): _under_key(key, inner, depth + 1) for key, inner in pairs}
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(inner, depth + 1) for inner in value]
    return redact_text(_describe(value))


def _describe(value: object) -> str:
    try:
        return repr(value) if isinstance(value, BaseException | bytes) else str(value)
    except Exception:  # any object may fail to describe itself; a log line may not
        return f"<{type(value).__name__}>"
