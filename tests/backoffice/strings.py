"""Every string that our code and templates offer for translation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

from tenants.flags import REGISTRY

ROOT = Path(__file__).resolve().parents[2]
APPS = ("tenants", "channels_app", "pms", "conversations", "hotel_agent", "observability")
# name of the function -> how many of its first arguments are text
FUNCTIONS = {
    "_": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "pgettext": 2,
    "pgettext_lazy": 2,
    "ngettext": 2,
    "ngettext_lazy": 2,
}
TEXT = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
IN_TEMPLATE = re.compile(rf"\b(gettext|ngettext|pgettext)\({TEXT}(?:,\s*{TEXT})?")

Message = tuple[str, str, str]  # context, text, plural; "" for none


def collect() -> dict[Message, str]:
    """Return every message and the file it is in."""
    found: dict[Message, str] = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                found |= dict.fromkeys(in_python(path.read_text()), str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "templates").rglob("*.html")):
        found |= dict.fromkeys(in_template(path.read_text()), str(path.relative_to(ROOT)))
    meanings = [("", flag.meaning, "") for flag in REGISTRY.values()]
    return found | dict.fromkeys(meanings, "tenants/flags.py")


def in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        wanted = FUNCTIONS.get(name, 0)
        texts = [a.value for a in node.args[:wanted] if isinstance(a, ast.Constant)]
        if texts and all(isinstance(text, str) for text in texts):
            yield _message(name, [str(text) for text in texts])


def in_template(source: str) -> Iterator[Message]:
    for name, *texts in IN_TEMPLATE.findall(templatize(source)):
        yield _message(name, [ast.literal_eval(text) for text in texts if text])


def _message(name: str, texts: list[str]) -> Message:
    if name.startswith("pgettext"):
        return texts[0], texts[1], ""
    if name.startswith("ngettext"):
        return "", texts[0], texts[1]
    return "", texts[0], ""
