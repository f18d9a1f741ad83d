"""Mend slips of the finger in the words that decide what a guest means."""

import re
from collections import defaultdict
from functools import cache

from conversations.dates.words import MONTHS, NUMBERS, ORDINALS, WEEKDAYS
from conversations.nlu.phrases import vocabulary

SHORTEST = 5  # letters; shorter words have too many neighbours
TWO_SLIPS = 9  # letters from which two slips are forgiven
MOST_MENDED = 40  # unknown words per message; a guest with more is not making slips
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_TWICE = re.compile(r"([a-z])\1")


def _shorter(word: str, times: int) -> set[str]:
    """Return `word` and what is left of it after dropping up to `times` letters."""
    forms = {word}
    edge = {word}
    for _ in range(times):
        edge = {form[:place] + form[place + 1 :] for form in edge for place in range(len(form))}
        forms |= edge
    return forms


@cache
def _index() -> dict[str, list[str]]:
    """Return the words to mend towards, by each of their shortened forms."""
    index: dict[str, list[str]] = defaultdict(list)
    for word in sorted(_known()):
        if len(word) >= SHORTEST and word.isalpha():
            for form in _shorter(word, 2 if len(word) >= TWO_SLIPS else 1):
                index[form].append(word)
    return index


@cache
def _known() -> frozenset[str]:
    days = {*MONTHS, *WEEKDAYS, *NUMBERS, *ORDINALS}
    return frozenset(vocabulary().known | days)


def _slips(left: str, right: str) -> int:
    """Return the edits between two words; swapping two neighbours is one (Damerau)."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        last, before, row = before, row, [i]
        for j, b in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def mend_word(word: str) -> str:
    """Return the known word that plain `word` was meant to be, or `word` itself."""
    known = _known()
    if word in known or not word.isalpha() or vocabulary().knows(word):
        return word
    short = vocabulary().short.get(word)
    if short:
        return short
    single = _TWICE.sub(r"\1", word)
    if single in known:
        return single
    if not SHORTEST <= len(word) <= 20:
        return word
    allowed = 2 if len(word) >= TWO_SLIPS else 1
    nearest, fewest = word, allowed + 1
    for form in _shorter(word, allowed):
        for candidate in _index().get(form, ()):
            # a lost first letter is rare, and "reserva" and "reservar" are both known
            if candidate[0] == word[0] or candidate[1:] == word[1:] or candidate[1:] == word:
                slips = _slips(word, candidate)
                if (slips, candidate) < (fewest, nearest):
                    nearest, fewest = candidate, slips
    return nearest if fewest <= allowed else word


def mend(text: str) -> str:
    """Return plain `text` with its slips mended, in at most `MOST_MENDED` unknown words."""
    known = _known()
    mended = 0

    def replaced(found: re.Match[str]) -> str:
        nonlocal mended
        if found[0] in known or mended >= MOST_MENDED:
            return found[0]
        mended += 1
        return mend_word(found[0])

    return _WORD.sub(replaced, text)
