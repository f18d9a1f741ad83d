"""The names of numbers, months and weekdays in Spanish, English and Portuguese, in plain form."""

import re

from conversations.plain import listed

MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "enero ene january jan janeiro",
        "febrero feb february fevereiro fev",
        "marzo mar march marco",
        "abril abr april apr",
        "mayo may maio mai",
        "junio jun june junho",
        "julio jul july julho",
        "agosto ago august aug",
        "septiembre setiembre sept sep set september setembro",
        "octubre oct october outubro out",
        "noviembre nov november novembro",
        "diciembre dic december dec dezembro dez",
    ),
    start=1,
):
    MONTHS.update(dict.fromkeys(_names.split(), _number))

# weekday() numbers, Monday is 0
WEEKDAYS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "lunes monday segunda-feira segundafeira",
        "martes tuesday terca-feira tercafeira",
        "miercoles wednesday quarta-feira quartafeira",
        "jueves thursday quinta-feira quintafeira",
        "viernes friday sexta-feira sextafeira",
        "sabado saturday",
        "domingo sunday",
    )
):
    WEEKDAYS.update(dict.fromkeys(_names.split(), _number))

# Short forms that mean something else in the other languages
WEEKDAYS_OF = {
    "es": {"lun": 0, "mie": 2, "jue": 3, "vie": 4, "sab": 5, "dom": 6},
    "en": {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thurs": 3, "fri": 4, "sat": 5}
    | {"sun": 6},
    "pt": {"segunda": 0, "terca": 1, "quarta": 2, "quinta": 3, "sexta": 4, "sab": 5, "dom": 6},
}

_SPANISH = listed(
    "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro "
    "veinticinco veintiseis veintisiete veintiocho veintinueve treinta treintaiuno"
)
_ENGLISH = listed(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty twenty-one twenty-two twenty-three twenty-four "
    "twenty-five twenty-six twenty-seven twenty-eight twenty-nine thirty thirty-one"
)
_PORTUGUESE = listed(
    "dois tres quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis "
    "dezessete dezoito dezenove vinte vinte-e-um vinte-e-dois vinte-e-tres vinte-e-quatro "
    "vinte-e-cinco vinte-e-seis vinte-e-sete vinte-e-oito vinte-e-nove trinta trinta-e-um"
)
NUMBERS = {
    name: number
    for names in (_SPANISH, _ENGLISH, _PORTUGUESE)
    for number, name in enumerate(names, start=2)
} | {"duas": 2, "catorze": 14, "dezasseis": 16, "dezassete": 17, "dezanove": 19}
NUMBERS |= {"treinta-y-uno": 31, "par": 2, "vinte-e-duas": 22}
ONES = {"un": 1, "una": 1, "uno": 1, "one": 1, "um": 1, "uma": 1}
_NOT_NUMBERS = {"es": {"par"}, "en": {"once", "dos", "par"}, "pt": {"dos", "once", "doce", "par"}}

ORDINALS = {
    name: number
    for number, name in enumerate(
        listed(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
            "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth "
            "twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth "
            "twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
        ),
        start=1,
    )
} | {"primero": 1, "primeiro": 1, "1ero": 1}


def either(names: list[str]) -> str:
    """Return a pattern for any of `names`, the longest first; a dash may be a blank."""
    ordered = sorted(names, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(name).replace(r"\-", "[- ]") for name in ordered) + ")"


MONTH = either(list(MONTHS))
_NUMBER = re.compile(rf"\b{either([*NUMBERS, *ONES])}\b")
_ORDINAL = re.compile(rf"\b({either(list(ORDINALS))})(?= (?:of |de |day of )?{MONTH}\b)")


def with_digits(text: str, language: str, *, ones: bool = False) -> str:
    """Return plain `text` with number words up to 31 as digits; "un", "one" only with `ones`."""
    skipped = _NOT_NUMBERS.get(language[:2], {"par"})

    def digits(found: re.Match[str]) -> str:
        name = found[0].replace(" ", "-")
        if name in skipped or (name in ONES and not ones):
            return found[0]
        return str(NUMBERS.get(name) or ONES[name])

    days = _ORDINAL.sub(lambda found: str(ORDINALS[found[1].replace(" ", "-")]), text)
    return _NUMBER.sub(digits, days)
