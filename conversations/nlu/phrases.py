"""Load the vocabulary of the rules and find its phrases in a message.

A phrase is words in plain form with four signs: `a/b` either word, `reserv*` any ending,
`?the` may be missing, and `_` up to three words of anything. Phrases never cross a comma.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from conversations.types import LANGUAGES

_WORDS = Path(__file__).with_name("words")
_INDEXED = 3  # letters; every `reserv*` has at least as many
_ANYTHING = 3  # words that `_` may stand for
BREAK = "|"  # the word that stands for a comma or a full stop


@dataclass(frozen=True, slots=True)
class _Piece:
    words: frozenset[str]
    starts: tuple[str, ...]
    optional: bool
    anything: bool

    def fits(self, word: str) -> bool:
        return word in self.words or (bool(self.starts) and word.startswith(self.starts))


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found at words `start` to `end` (exclusive) of the message."""

    label: str
    weight: float  # 0 to 1
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    label: str
    weight: float
    pieces: tuple[_Piece, ...]


class Vocabulary:
    """All phrases of all languages: guests mix them, and their language is a guess anyway."""

    def __init__(self) -> None:
        self.short: dict[str, str] = {}  # "vc" -> "voce"
        self.filler: set[str] = set()  # words that change no intent
        self.data: set[str] = set()  # words that answer a question: months, people, rooms
        self.known: set[str] = set()  # never corrected
        self.telling: dict[str, dict[str, float]] = {}  # language -> word -> weight, 0 to 1
        self.alone: dict[str, set[str]] = {}  # language -> words that tell it when said alone
        self._starts: tuple[str, ...] = ()
        self._by_word: dict[str, list[_Phrase]] = defaultdict(list)
        self._by_start: dict[str, list[_Phrase]] = defaultdict(list)
        for language in LANGUAGES:
            source = (_WORDS / f"{language}.yml").read_text(encoding="utf-8")
            self._read(language, yaml.safe_load(source))

    def _read(self, language: str, source: dict[str, dict[object, list[str]]]) -> None:
        for short, full in dict(source["short"]).items():
            self.short[str(short)] = str(full)
        lists = source["lists"]
        self.filler.update(" ".join(lists["filler"]).split())
        self.data.update(" ".join(lists["data"]).split())
        self.known.update(" ".join(lists["known"]).split())
        self.telling[language] = {
            word: weight
            for kind, weight in (("hinting", 0.25), ("telling", 1.0), ("small", 0.5))
            for word in " ".join(lists[kind]).split()
        }
        self.alone[language] = set(" ".join(lists["alone"]).split())
        self.known |= self.filler | self.data
        for label, weights in source.items():
            if label not in ("short", "lists"):
                for weight, phrases in weights.items():
                    for phrase in phrases:
                        self._add(label, float(str(weight)), str(phrase))

    def _add(self, label: str, weight: float, phrase: str) -> None:
        pieces = tuple(_piece(written) for written in phrase.split())
        entry = _Phrase(label, weight, pieces)
        for piece in pieces:
            self.known |= piece.words
            self._starts += piece.starts
        for piece in pieces:  # a phrase may begin with pieces that may be missing
            for word in piece.words:
                self._by_word[word].append(entry)
            for start in piece.starts:
                self._by_start[start[:_INDEXED]].append(entry)
            if not piece.optional:
                break

    def knows(self, word: str) -> bool:
        return word in self.known or word.startswith(self._starts)

    def find(self, words: list[str]) -> Iterator[Match]:
        """Yield every phrase found in `words`; they may overlap."""
        for start, word in enumerate(words):
            if word == BREAK:
                continue
            candidates = [*self._by_word.get(word, ()), *self._by_start.get(word[:_INDEXED], ())]
            for phrase in candidates:
                end = _end(phrase.pieces, words, start, 0)
                if end:
                    yield Match(phrase.label, phrase.weight, start, end)


def _piece(written: str) -> _Piece:
    names = written.lstrip("?").split("/")
    return _Piece(
        words=frozenset(name for name in names if not name.endswith("*")) - {"_"},
        starts=tuple(name[:-1] for name in names if name.endswith("*")),
        optional=written.startswith("?"),
        anything=written == "_",
    )


def _end(pieces: tuple[_Piece, ...], words: list[str], place: int, piece: int) -> int:
    """Return where the phrase ends when its pieces from `piece` on fit at `place`, else 0."""
    if piece == len(pieces):
        return place
    wanted = pieces[piece]
    if wanted.anything:
        for skipped in range(_ANYTHING + 1):
            end = _end(pieces, words, place + skipped, piece + 1)
            if end or place + skipped >= len(words) or words[place + skipped] == BREAK:
                return end
        return 0
    if place < len(words) and wanted.fits(words[place]):
        end = _end(pieces, words, place + 1, piece + 1)
        if end:
            return end
    return _end(pieces, words, place, piece + 1) if wanted.optional else 0


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary()
