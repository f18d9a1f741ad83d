"""The short menu, and the choices that several replies share."""

from conversations.types import Choice

MENU = (
    Choice("menu:availability", label="availability"),
    Choice("menu:reservation", label="my_reservation"),
    Choice("menu:prices", label="prices"),
    Choice("menu:location", label="location"),
    Choice("menu:person", label="person"),
)
PERSON_OR_MENU = (
    Choice("menu:person", label="person"),
    Choice("menu:help", label="menu"),
)
AVAILABILITY_OR_PERSON = (
    Choice("menu:availability", label="availability"),
    Choice("menu:person", label="person"),
)
