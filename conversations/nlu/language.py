"""Tell Spanish, English and Portuguese apart, and keep what we knew where a text does not tell."""

import re
from functools import cache

from lingua import IsoCode639_1, LanguageDetector, LanguageDetectorBuilder

from conversations.nlu.phrases import vocabulary
from conversations.plain import plain
from conversations.types import LANGUAGES

READ = 500  # characters
FEW_WORDS = 5  # below, statistics guess: names, brands and slips
SURE = 0.75  # lingua's confidence that flips a conversation
SURE_ENOUGH = 0.6  # when nothing is known yet

_NO_WORDS = re.compile(r"\S*@\S*|https?:\S*|www\.\S*|\bres ?-? ?\w*\d\w*|\w*\d\w*")
_WORD = re.compile(r"[a-z]+")
_LAST_LATIN = 0x24F  # end of the Unicode block Latin Extended-B


@cache
def _detector() -> LanguageDetector:
    codes = [IsoCode639_1.from_str(language) for language in LANGUAGES]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()


def detect(text: str, prior: str) -> str:
    """Return es, en or pt for `text`; `prior` ("" for none) where the text does not tell.

    "ok", "2", "15/12", a name or an address tell nothing. A greeting and words that only one of
    the languages has are clear; longer texts without such words are judged by their letters.
    Only the first 500 characters count.
    """
    known = prior[:2].lower() if prior[:2].lower() in LANGUAGES else ""
    head = text[:READ]
    words = _WORD.findall(_NO_WORDS.sub(" ", plain(head)))
    if not words:
        return known
    if len(words) == 1:
        for language, alone in vocabulary().alone.items():
            if words[0] in alone:
                return language
    scores = _scores(words, head)
    best = max(LANGUAGES, key=lambda language: (scores[language], language == known))
    others = max(scores[language] for language in LANGUAGES if language != best)
    clear = 1.0 if known else 0.5
    if scores[best] >= clear and scores[best] - others >= (0.75 if known else 0.25):
        return best
    if len(words) >= (FEW_WORDS if known else 2) and not _is_name(head):
        return _by_letters(head, scores) or known
    return known


def _scores(words: list[str], text: str) -> dict[str, float]:
    seen = set(words)
    scores = {
        language: sum(weights.get(word, 0.0) for word in seen)
        for language, weights in vocabulary().telling.items()
    }
    if "¿" in text or "¡" in text:
        scores["es"] += 1
    if not _is_name(text):
        lowered = text.lower()
        scores["es"] += 0.5 * ("ñ" in lowered)
        scores["pt"] += 0.5 * any(sign in lowered for sign in "ãõçêô")
    return scores


def _is_name(text: str) -> bool:
    """Say whether all words of a short text are capitalised, as in "Ana Pérez Gómez"."""
    words = [word for word in text.split() if word[0].isalpha()]
    long_words = [word for word in words if len(word) > 3]
    return 0 < len(words) <= 6 and all(word[0].isupper() for word in long_words or words)


def _by_letters(text: str, scores: dict[str, float]) -> str:
    """Return the language that lingua is sure of, "" when our words speak against it."""
    if any(sign.isalpha() and ord(sign) > _LAST_LATIN for sign in text):
        return ""
    values = _detector().compute_language_confidence_values(text)
    if not values:
        return ""
    language = values[0].language.iso_code_639_1.name.lower()
    needed = SURE_ENOUGH if scores[language] == max(scores.values()) else SURE
    return language if values[0].value >= needed else ""
