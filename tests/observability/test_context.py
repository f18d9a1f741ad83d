"""The log context: what is bound comes back off."""

import re

from structlog.contextvars import get_contextvars

from observability import context


def test_bind_restores_what_was_there():
    with context.bind(request_id="outer", tenant="sol"):
        with context.bind(request_id="inner", row=7):
            assert get_contextvars() == {"request_id": "inner", "tenant": "sol", "row": 7}
        assert get_contextvars() == {"request_id": "outer", "tenant": "sol"}
    assert get_contextvars() == {}


def test_bind_restores_after_an_error():
    try:
        with context.bind(tenant="sol"):
            raise LookupError
    except LookupError:
        assert get_contextvars() == {}


def test_request_id_is_empty_outside_of_a_request():
    assert context.request_id() == ""
    with context.bind(request_id="abc"):
        assert context.request_id() == "abc"


def test_new_request_ids_are_hex_and_differ():
    first, second = context.new_request_id(), context.new_request_id()

    assert first != second
    assert re.fullmatch(r"[0-9a-f]{32}", first)
