"""Days as guests write them, read on Wednesday 11 November 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.dates import DateReading, read_dates

TODAY = date(2026, 11, 11)

# language, text, arrival, departure, nights, problem
CASES = [
    ("es", "hoy", "2026-11-11", None, None, ""),
    ("es", "pasado mañana", "2026-11-13", None, None, ""),
    ("es", "mañana por la mañana", "2026-11-12", None, None, ""),
    ("es", "2 noches desde el viernes", "2026-11-13", "2026-11-15", 2, ""),
    ("es", "dos noches desde el viernes que viene", "2026-11-13", "2026-11-15", 2, ""),
    ("es", "para el finde", "2026-11-14", "2026-11-16", None, ""),
    ("es", "Del 20 al 22 de DICIEMBRE", "2026-12-20", "2026-12-22", None, ""),
    ("es", "del 28 de diciembre al 3 de enero", "2026-12-28", "2027-01-03", None, ""),
    ("es", "20 al 22/12", "2026-12-20", "2026-12-22", None, ""),
    ("es", "15/12 al 18/12", "2026-12-15", "2026-12-18", None, ""),
    ("es", "3-5/1", "2027-01-03", "2027-01-05", None, ""),
    ("es", "15/12 -> 18/12", "2026-12-15", "2026-12-18", None, ""),
    ("es", "15/12 → 18/12", "2026-12-15", "2026-12-18", None, ""),
    ("es", "15/12-18/12", "2026-12-15", "2026-12-18", None, ""),
    ("es", "15-12 al 18-12", "2026-12-15", "2026-12-18", None, ""),
    ("en", "from 20 to 22 December", "2026-12-20", "2026-12-22", None, ""),
    ("en", "dec 20th to 23rd", "2026-12-20", "2026-12-23", None, ""),
    ("en", "December 20-22", "2026-12-20", "2026-12-22", None, ""),
    ("en", "20th-22nd of December", "2026-12-20", "2026-12-22", None, ""),
    ("en", "December 20th through the 23rd, 2026", "2026-12-20", "2026-12-23", None, ""),
    ("pt", "de 20 a 22 de dezembro", "2026-12-20", "2026-12-22", None, ""),
    ("es", "entre el 3 y el 5 de enero", "2027-01-03", "2027-01-05", None, ""),
    ("es", "2027-03-01", "2027-03-01", None, None, ""),
    ("es", "2027-03-01 al 2027-03-04", "2027-03-01", "2027-03-04", None, ""),
    ("pt", "3 noites a partir de 10/1", "2027-01-10", "2027-01-13", 3, ""),
    ("es", "por 3 noches", None, None, 3, ""),
    ("es", "una semana desde el 5/1", "2027-01-05", "2027-01-12", 7, ""),
    ("es", "18/12 al 15/12", "2026-12-18", "2026-12-15", None, "reversed"),
    ("es", "31/02", None, None, None, "impossible"),
    ("es", "2025-13-01", None, None, None, "impossible"),
    ("es", "15/12/2025", "2025-12-15", None, None, "past"),
    ("es", "15-12-25", "2025-12-15", None, None, "past"),
    ("es", "viernes 20 de noviembre al domingo 22", "2026-11-20", "2026-11-22", None, ""),
    ("es", "llego el 20 de diciembre y me voy el 23", "2026-12-20", "2026-12-23", None, ""),
    ("es", "check in 15/12 14:00 - check out 18/12 10:00", "2026-12-15", "2026-12-18", None, ""),
    ("es", "salida 23/12, entrada 20/12", "2026-12-20", "2026-12-23", None, ""),
    ("es", "de viernes a domingo", "2026-11-13", "2026-11-15", None, ""),
    ("en", "from friday to sunday", "2026-11-13", "2026-11-15", None, ""),
    ("pt", "de sexta a domingo", "2026-11-13", "2026-11-15", None, ""),
    ("pt", "na próxima sexta-feira", "2026-11-13", None, None, ""),
    ("pt", "sexta que vem", "2026-11-13", None, None, ""),
    ("en", "12/25–12/28", "2026-12-25", "2026-12-28", None, ""),
    ("en", "12/25 to 12/28", "2026-12-25", "2026-12-28", None, ""),
    ("en", "10/12 to 15/12", "2026-12-10", "2026-12-15", None, ""),
    ("en", "5/3", "2027-05-03", None, None, ""),
    ("en", "01/05/2027 - 01/09/2027", "2027-01-05", "2027-01-09", None, ""),
    ("es", "para 4 personas", None, None, None, ""),
    ("es", "de 2 a 3 personas", None, None, None, ""),
    ("es", "somos 2 y un bebé", None, None, None, ""),
    ("es", "del 28 al 3 de enero", "2026-12-28", "2027-01-03", None, ""),
    ("es", "del 29 al 2", "2026-11-29", "2026-12-02", None, ""),
    ("es", "hasta el 22/12", None, "2026-12-22", None, ""),
    ("es", "el 15/12 o el 18/12", "2026-12-15", None, None, "ambiguous"),
    ("es", "veinte al veintidós de diciembre", "2026-12-20", "2026-12-22", None, ""),
    ("es", "primero de enero al 3 de enero", "2027-01-01", "2027-01-03", None, ""),
    ("es", "a las 15:30", None, None, None, ""),
    ("es", "en tres días", "2026-11-14", None, None, ""),
    ("en", "in two weeks", "2026-11-25", None, None, ""),
    ("es", "recepción 24/7?", None, None, None, ""),
    ("es", "20 de diciembre, 3 noches", "2026-12-20", "2026-12-23", 3, ""),
    ("es", "el viernes 20", "2026-11-20", None, None, ""),
    ("en", "the weekend of december 20", "2026-12-20", None, None, ""),
    ("pt", "amanhã por duas noites", "2026-11-12", "2026-11-14", 2, ""),
    ("pt", "depois de amanhã até domingo", "2026-11-13", "2026-11-15", None, ""),
    ("pt", "dia 15 de janeiro até dia 18", "2027-01-15", "2027-01-18", None, ""),
    ("en", "march 5th for 2 nights for 4 people", "2027-03-05", "2027-03-07", 2, ""),
    ("en", "may I come tomorrow?", "2026-11-12", None, None, ""),
    ("es", "del 15 al 18 del mes que viene", "2026-12-15", "2026-12-18", None, ""),
    ("es", "12 al 15 de enero de 2027", "2027-01-12", "2027-01-15", None, ""),
    ("es", "28 dic 2026 - 3 ene 2027", "2026-12-28", "2027-01-03", None, ""),
    ("es", "entrada 15/12/2026 salida 18/12/2026", "2026-12-15", "2026-12-18", None, ""),
    (
        "es",
        "Quiero reservar para el 15/12 al 18/12 para 4 personas",
        "2026-12-15",
        "2026-12-18",
        None,
        "",
    ),
    ("es", "habitación para 2 del 3 al 5 de enero", "2027-01-03", "2027-01-05", None, ""),
    ("en", "for 2 from the 3rd to the 5th of january", "2027-01-03", "2027-01-05", None, ""),
    ("es", "31 de noviembre", None, None, None, "impossible"),
    ("es", "29 de febrero", "2028-02-29", None, None, ""),
    ("es", "tel 11-1234-5678", None, None, None, ""),
    ("es", "mañana", "2026-11-12", None, None, ""),
    ("es", "desde mañana hasta el domingo", "2026-11-12", "2026-11-15", None, ""),
    ("es", "hoy por 2 noches", "2026-11-11", "2026-11-13", 2, ""),
    ("es", "30/12 al 2", "2026-12-30", "2027-01-02", None, ""),
    ("pt", "1º a 5 de janeiro", "2027-01-01", "2027-01-05", None, ""),
    ("pt", "entre 3 e 5 de janeiro", "2027-01-03", "2027-01-05", None, ""),
    ("pt", "dos dias 3 a 5 de janeiro", "2027-01-03", "2027-01-05", None, ""),
    ("pt", "no fim de semana", "2026-11-14", "2026-11-16", None, ""),
    ("en", "this weekend", "2026-11-14", "2026-11-16", None, ""),
    ("en", "2-night stay from nov 20", "2026-11-20", "2026-11-22", 2, ""),
    ("es", "desde el 15 hasta el 18 de enero", "2027-01-15", "2027-01-18", None, ""),
    ("es", "la semana que viene", None, None, None, ""),
    ("en", "Arriving 20 Dec, leaving 23 Dec", "2026-12-20", "2026-12-23", None, ""),
    ("en", "arriving Dec 20 and departing Dec 23", "2026-12-20", "2026-12-23", None, ""),
    (
        "en",
        "checking in december 28 and checking out january 2",
        "2026-12-28",
        "2027-01-02",
        None,
        "",
    ),
    ("es", "ayer", "2026-11-10", None, None, "past"),
    ("en", "the 3rd of january until the 5th", "2027-01-03", "2027-01-05", None, ""),
    ("es", "10 al 12 de octubre", "2027-10-10", "2027-10-12", None, ""),
    ("es", "5 noches, llegando el 3 de enero", "2027-01-03", "2027-01-08", 5, ""),
    ("en", "two nights this Saturday", "2026-11-14", "2026-11-16", 2, ""),
    ("es", "sábado y domingo", "2026-11-14", "2026-11-15", None, ""),
    ("es", "del 15 del 12 al 18 del 12", "2026-12-18", None, None, ""),
]


@pytest.mark.parametrize(("language", "text", "arrival", "departure", "nights", "problem"), CASES)
def test_read_dates(
    language: str,
    text: str,
    arrival: str | None,
    departure: str | None,
    nights: int | None,
    problem: str,
) -> None:
    assert read_dates(text, language=language, today=TODAY) == DateReading(
        date.fromisoformat(arrival) if arrival else None,
        date.fromisoformat(departure) if departure else None,
        nights,
        problem,
    )


@pytest.mark.parametrize(
    ("language", "month_and_day"),
    [("es", (3, 5)), ("pt", (3, 5)), ("en", (5, 3)), ("en-US", (5, 3)), ("en-GB", (3, 5))],
)
def test_read_dates_order_of_two_small_numbers(
    language: str, month_and_day: tuple[int, int]
) -> None:
    arrival = read_dates("5/3", language=language, today=TODAY).arrival
    assert arrival
    assert (arrival.month, arrival.day) == month_and_day


@pytest.mark.parametrize(
    ("today", "saturday"),
    [
        (date(2026, 11, 13), date(2026, 11, 14)),  # Friday: tomorrow
        (date(2026, 11, 14), date(2026, 11, 21)),  # Saturday: this one has begun
        (date(2026, 11, 15), date(2026, 11, 21)),
    ],
)
def test_read_dates_weekend_is_the_next_that_has_not_begun(today: date, saturday: date) -> None:
    reading = read_dates("para el finde", language="es", today=today)
    assert (reading.arrival, reading.departure) == (saturday, saturday + timedelta(days=2))


def test_read_dates_without_year_is_the_next_one() -> None:
    assert read_dates("11/11", language="es", today=TODAY).arrival == TODAY
    assert read_dates("10/11", language="es", today=TODAY).arrival == date(2027, 11, 10)


def test_read_dates_range_around_today_is_next_year() -> None:
    reading = read_dates("del 10 al 12 de noviembre", language="es", today=TODAY)
    assert (reading.arrival, reading.departure) == (date(2027, 11, 10), date(2027, 11, 12))


@pytest.mark.parametrize("year", ["0001", "1799", "9999"])
def test_read_dates_year_of_nobody_is_impossible(year: str) -> None:
    reading = read_dates(f"{year}-12-31, 3 noches", language="es", today=TODAY)
    assert (reading.arrival, reading.problem) == (None, "impossible")


@given(text=st.text(), language=st.sampled_from(["", "es", "en", "en-US", "pt", "xx"]))
def test_read_dates_never_raises(text: str, language: str) -> None:
    read_dates(text, language=language, today=TODAY)


@given(
    first=st.dates(TODAY, date(2027, 6, 30)),
    nights=st.integers(1, 30),
    language=st.sampled_from(["es", "pt"]),
)
def test_read_dates_reads_back_any_range(first: date, nights: int, language: str) -> None:
    last = first + timedelta(days=nights)
    text = f"{first:%d/%m} a {last:%d/%m}"
    reading = read_dates(text, language=language, today=TODAY)
    assert (reading.arrival, reading.departure, reading.problem) == (first, last, "")
