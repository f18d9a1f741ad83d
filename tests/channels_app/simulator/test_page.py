"""The page is safe by construction: no inline script, no markup made from what people write."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

SCRIPTS = sorted((settings.BASE_DIR / "templates/static/simulator").glob("*.js"))
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def test_page_runs_only_scripts_of_its_own(client: Client) -> None:
    page = client.get("/simulator/").content.decode()

    assert 'data-base="/simulator/"' in page
    assert 'data-csrf="' in page
    for script in re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL):
        assert script == ""
    assert not re.search(r"\son\w+=|javascript:|https?://", page)
    for path in re.findall(r'(?:src|href)="/static/([^"]+)"', page):
        assert finders.find(path), path


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_never_makes_markup_from_strings(script: Path) -> None:
    source = script.read_text()
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser"
    )
    assert not re.search(forbidden, source)
    for path in re.findall(r'from "\./([^"]+)"', source):
        assert (script.parent / path).exists(), path


@pytest.mark.django_db(transaction=True)
def test_what_a_guest_writes_is_only_text(client: Client, account: Any, hotel: Any) -> None:
    body = {
        "phone_number_id": account.address,
        "guest": "5491155550199",
        "name": EVIL,
        "kind": "text",
        "text": EVIL,
    }
    client.post("/simulator/send", body, content_type="application/json")
    query = {"phone_number_id": account.address, "guest": "5491155550199"}
    response = client.get("/simulator/thread", query)

    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.json()["messages"][0]["body"]["text"]["body"] == EVIL


def test_every_text_exists_in_every_language() -> None:
    source = (settings.BASE_DIR / "templates/static/simulator/texts.js").read_text()
    parts = re.split(r"^  (es|en|pt): \{$", source, flags=re.MULTILINE)[1:]
    keys = {
        language: set(re.findall(r'(\w+): "', block))
        for language, block in zip(parts[::2], parts[1::2], strict=True)
    }
    assert keys["es"] == keys["en"] == keys["pt"]
    page = (settings.BASE_DIR / "templates/simulator/phone.html").read_text()
    assert set(re.findall(r'data-(?:text|label)="(\w+)"', page)) <= keys["en"]
