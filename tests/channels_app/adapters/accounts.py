"""Accounts as adapters see them, and bodies signed as their providers sign."""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Account:
    address: str = "447100000000001"
    credentials: dict[str, Any] = field(default_factory=dict)


def whatsapp(*secrets: str, address: str = "447100000000001", verify_token: str = "open sesame"):
    return Account(
        address,
        {"access_token": "EAAtoken", "verify_token": verify_token, "app_secrets": list(secrets)},
    )


def signature(body: bytes, secret: str, algorithm: str = "sha256") -> str:
    return f"{algorithm}={hmac.new(secret.encode(), body, getattr(hashlib, algorithm)).hexdigest()}"


def signed(body: bytes, secret: str) -> dict[str, str]:
    return {"X-Hub-Signature-256": signature(body, secret)}
