"""Whose address is it? A caller must not be able to choose."""

import pytest
from django.test import RequestFactory

from observability.network import client_address, in_networks


def address(settings, peer, forwarded=None, trusted=()):
    settings.TRUSTED_PROXIES = list(trusted)
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **extra))


PROXIES = ["10.0.0.0/8", "2001:db8::/32"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "127.0.0.1", "203.0.113.9"),  # not from a proxy of ours
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "127.0.0.1, 203.0.113.9", "203.0.113.9"),  # the left one is invented
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),  # through two proxies
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "nonsense, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "127.0.0.1, nonsense", "10.0.0.1"),  # nobody vouches for the left one
        ("10.0.0.1", "203.0.113.9, , ", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
        ("10.0.0.1", "[2a00::1]:4711", "2a00::1"),
        ("2001:db8::5", "2a00::1", "2a00::1"),
        ("::ffff:10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        ("", None, "127.0.0.1"),  # a unix socket
    ],
)
def test_client_address(settings, peer, forwarded, expected):
    assert address(settings, peer, forwarded, PROXIES) == expected


@pytest.mark.parametrize("forwarded", [f"198.51.100.{n}" for n in range(5)])
def test_rotating_the_header_changes_nothing_without_a_proxy(settings, forwarded):
    assert address(settings, "203.0.113.9", forwarded) == "203.0.113.9"


def test_a_unix_socket_may_be_a_trusted_proxy(settings):
    assert address(settings, "", "203.0.113.9", ["127.0.0.1"]) == "203.0.113.9"


@pytest.mark.parametrize(
    ("candidate", "inside"),
    [("127.0.0.9", True), ("::1", True), ("128.0.0.1", False), ("::2", False), ("junk", False)],
)
def test_in_networks(candidate, inside):
    assert in_networks(candidate, ["127.0.0.0/8", "::1/128"]) is inside


def test_no_network_holds_nobody():
    assert in_networks("127.0.0.1", []) is False


def test_a_network_that_is_none_is_an_error():
    with pytest.raises(ValueError, match="does not appear"):
        in_networks("127.0.0.1", ["localhost"])
