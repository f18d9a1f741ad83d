"""Who is calling? Addresses that a caller cannot invent."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

LOCAL = "127.0.0.1"  # what a peer on a unix socket counts as

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def client_address(request: HttpRequest) -> str:
    """Return the address of whoever called us, looking past the proxies in TRUSTED_PROXIES.

    X-Forwarded-For grows to the right, and only entries written by a trusted proxy are
    believed: the right-most one that is no trusted proxy itself is the client. An entry that
    is no address ends the search, because whatever stands left of it may be invented.
    """
    nearest = peer_address(request)
    if not in_networks(nearest, settings.TRUSTED_PROXIES):
        return nearest
    for entry in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if not entry.strip():
            continue
        address = _parse(_without_port(entry.strip()))
        if address is None:
            break
        nearest = str(address)
        if not in_networks(nearest, settings.TRUSTED_PROXIES):
            break
    return nearest


def peer_address(request: HttpRequest) -> str:
    """Return the address at the other end of the connection, be it a client or a proxy."""
    peer = request.META.get("REMOTE_ADDR") or LOCAL
    return str(_parse(peer) or peer)


def in_networks(address: str, networks: Iterable[str]) -> bool:
    """Whether `address` is in one of `networks` ("10.0.0.0/8", "::1"); False for garbage.

    Raises ValueError for a network that is none.
    """
    parsed = _parse_networks(tuple(networks))
    known = _parse(address) if parsed else None
    return known is not None and any(known in network for network in parsed)


def _without_port(entry: str) -> str:
    """Some proxies write "192.0.2.1:4711" or "[2001:db8::1]:4711"."""
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    return entry.partition(":")[0] if entry.count(":") == 1 else entry


def _parse(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)  # "::ffff:127.0.0.1" is 127.0.0.1
    return mapped or address


@lru_cache(maxsize=32)
def _parse_networks(networks: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(network, strict=False) for network in networks)
