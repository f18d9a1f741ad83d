"""Every string has a Spanish and a Portuguese translation with the same placeholders."""

import re
from operator import attrgetter
from typing import cast

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.backoffice.strings import ROOT, Message, collect, in_python, in_template

LANGUAGES = ["es", "pt"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def catalog(language: str) -> Catalog:
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def translated(words: Catalog, message: Message) -> list[str]:
    context, text, _plural = message
    found = words.get(text, context=context or None)
    if found is None:
        return []
    return texts(found.string)


def texts(value: object) -> list[str]:
    """A message has one text, or one for each plural."""
    return [value] if isinstance(value, str) else [str(text) for text in cast("tuple[str]", value)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated(language: str) -> None:
    words = catalog(language)

    missing = {
        f"{where}: {message}"
        for message, where in collect().items()
        if not translated(words, message) or not all(translated(words, message))
    }

    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_kept(language: str) -> None:
    for message in filter(attrgetter("id"), catalog(language)):
        wanted = sorted(PLACEHOLDER.findall(texts(message.id)[0]))
        for string in texts(message.string):
            assert sorted(PLACEHOLDER.findall(string)) == wanted, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_to_be_checked(language: str) -> None:
    assert not [message.id for message in catalog(language) if message.fuzzy and message.id]


def test_both_languages_have_the_same_strings() -> None:
    spanish, portuguese = ({m.id for m in catalog(language)} for language in LANGUAGES)

    assert spanish == portuguese


def test_strings_are_found_in_python_and_in_templates() -> None:
    source = '_("a"); gettext("b"); pgettext("c", "d"); ngettext("e", "f", 2); _(name); other("g")'
    template = (
        "{% load i18n %}{% translate \"a\" %}{% translate 'b' as c %}"
        "{% blocktranslate with x=y trimmed %}d {{ x }}{% endblocktranslate %}"
    )

    assert set(in_python(source)) == {
        ("", "a", ""),
        ("", "b", ""),
        ("c", "d", ""),
        ("", "e", "f"),
    }
    assert set(in_template(template)) == {("", "a", ""), ("", "b", ""), ("", "d %(x)s", "")}
