"""Credentials at rest: JSON encrypted with the newest of several keys, readable with any."""

import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise ImproperlyConfigured(
            "CREDENTIALS_KEYS must hold Fernet keys: 32 bytes in URL-safe base64"
        ) from error


def encrypt(value: Any) -> str:
    """Return any JSON value as a Fernet token made with the newest key."""
    return _fernet(tuple(settings.CREDENTIALS_KEYS)).encrypt(json.dumps(value).encode()).decode()


def decrypt(token: str) -> Any:
    """Return the value, or raise ImproperlyConfigured when no key in CREDENTIALS_KEYS fits."""
    return json.loads(_plain(token, tuple(settings.CREDENTIALS_KEYS)))


@lru_cache(maxsize=2048)  # accounts are re-read every few seconds, and seldom change
def _plain(token: str, keys: tuple[str, ...]) -> bytes:
    try:
        return _fernet(keys).decrypt(token.encode())
    except InvalidToken as error:
        raise ImproperlyConfigured(
            "credentials were encrypted with a key that CREDENTIALS_KEYS no longer lists"
        ) from error


class EncryptedJSONField(models.TextField[Any, Any]):
    """A JSON value that the database only ever sees encrypted."""

    # What django-stubs takes an attribute of this field to be.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *_: object) -> Any:
        return None if value is None else decrypt(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else encrypt(value)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            return value

    def value_to_string(self, obj: models.Model) -> str:
        return encrypt(self.value_from_object(obj))
