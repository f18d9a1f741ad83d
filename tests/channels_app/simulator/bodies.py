"""Requests as hotels make them; each builder takes what a test wants to bend."""

from typing import Any

from tests.channels_app.simulator.conftest import GUEST


def message(**content: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "to": GUEST, **content}


def text(body: Any = "Buenas tardes", **more: Any) -> dict[str, Any]:
    return message(type="text", text={"body": body}, **more)


def buttons(*options: tuple[str, str], body: Any = "¿Reservo?", **more: Any) -> dict[str, Any]:
    listed = [{"type": "reply", "reply": {"id": id, "title": title}} for id, title in options]
    interactive = {"type": "button", "body": {"text": body}, "action": {"buttons": listed}, **more}
    return message(type="interactive", interactive=interactive)


def choices(*sections: list[dict[str, Any]], button: str = "Ver", **more: Any) -> dict[str, Any]:
    titled = [{"title": f"Part {n}", "rows": rows} for n, rows in enumerate(sections)]
    action = {"button": button, "sections": titled}
    interactive = {"type": "list", "body": {"text": "Habitaciones"}, "action": action, **more}
    return message(type="interactive", interactive=interactive)


def rows(count: int, start: int = 0) -> list[dict[str, Any]]:
    return [{"id": f"r{n}", "title": f"Room {n}"} for n in range(start, start + count)]


def location(**values: Any) -> dict[str, Any]:
    return message(type="location", location={"latitude": -34.6, "longitude": -58.4, **values})
