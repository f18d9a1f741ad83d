"""The door of the back office: locked for half an hour after five wrong passwords."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.utils.timezone import now, timedelta

pytestmark = pytest.mark.django_db

URL = "/admin/login/"


@pytest.fixture
def person() -> User:
    return User.objects.create_user("luz", password="right-password-1", is_staff=True)


def log_in(client, password, **extra) -> int:
    answer = client.post(URL, {"username": "luz", "password": password}, **extra)
    return int(answer.status_code)


def test_the_right_password_opens(client, person):
    assert log_in(client, "right-password-1") == 302


def test_five_wrong_passwords_lock_the_door_even_for_the_right_one(client, person):
    for _ in range(5):
        log_in(client, "wrong")

    assert log_in(client, "right-password-1") == 429


def test_a_forged_address_does_not_open_it(client, person):
    for n in range(5):
        log_in(client, "wrong", headers={"X-Forwarded-For": f"198.51.100.{n}"})

    assert log_in(client, "right-password-1", headers={"X-Forwarded-For": "203.0.113.9"}) == 429


def test_after_half_an_hour_it_opens_again(client, person):
    for _ in range(5):
        log_in(client, "wrong")
    AccessAttempt.objects.update(attempt_time=now() - timedelta(minutes=31))

    assert log_in(client, "right-password-1") == 302


@pytest.mark.parametrize("path", ["/admin/", "/admin/conversations/conversation/"])
def test_strangers_are_sent_to_the_door(client, db, path):
    answer = client.get(path)

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, URL)
