"""The publisher of a first start: what a house of one machine publishes its contracts as."""

import os
import secrets
from pathlib import Path

from pydantic import HttpUrl

from hub.config import PublisherSettings, Settings

_SECRET = "persons.secret"  # noqa: S105 - the name of the file that holds it
_OCTETS = 32
_ADDRESS = HttpUrl("http://localhost/")
_LICENSE = HttpUrl("https://creativecommons.org/publicdomain/zero/1.0/")


def first_publisher(settings: Settings) -> PublisherSettings:
    """Return the publisher that is set, else one for trial with a secret of the data folder.

    The secret is made at the first start and never overwritten: another one would give every
    natural person another id.
    """
    if settings.ocds is not None:
        return settings.ocds
    path = _place(settings)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        _write(path, secrets.token_bytes(_OCTETS))
    return _for_trial(settings, path)


def made_publisher(settings: Settings) -> PublisherSettings | None:
    """Return the publisher that is set, else the one of an earlier first start, None for none."""
    path = _place(settings)
    if settings.ocds is None and path.exists():
        return _for_trial(settings, path)
    return settings.ocds


def _place(settings: Settings) -> Path:
    return settings.data_dir / "keys" / _SECRET


def _write(path: Path, secret: bytes) -> None:
    """Write a secret whole or not at all, for its owner alone."""
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(secret)
    draft.replace(path)


def _for_trial(settings: Settings, secret: Path) -> PublisherSettings:
    address = HttpUrl(settings.public_url) if settings.public_url else _ADDRESS
    return PublisherSettings(
        name=settings.name, uri=address, license=_LICENSE, persons_secret=secret
    )
