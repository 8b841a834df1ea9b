"""The credentials file of an agency: who we are there, and at the bus before it.

Every value is a secret until somebody proves the opposite: none of them prints, and what is wrong
with a file is told by the name of the entry alone.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

Way = Literal["direct", "esb", "public-bus"]
"""How an agency is reached: at its own door, or through one of the government's buses."""
_LOGIN: Final = frozenset({"user", "password"})


class AccountEntries(BaseModel):
    """Which entries the top level of an agency's credentials file has, by the manifest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    required: tuple[str, ...] = ("user", "password")
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account at an agency; the password never prints, nor do the ``details``.

    These are the entries of the credentials file beside user and password, by name, as the manifest
    lists them under ``account``.
    """

    user: str
    password: str = field(repr=False)
    details: Mapping[str, str] = field(default_factory=dict, repr=False)


NOBODY = Credentials("", "")
"""No account: behind the government bus the agencies want none."""


@dataclass(frozen=True, slots=True, repr=False)
class EsbAccount:
    """Who we are at the proxies of the enterprise bus (HTTP Basic)."""

    user: str
    password: str


@dataclass(frozen=True, slots=True, repr=False)
class PublicBusAccount:
    """Who we are at the public bus.

    ``user`` and ``password`` are the grant's, ``client`` and ``client_secret`` our program's;
    ``provider`` and ``provider_secret`` open the service itself, ``pid`` names the process that we
    were admitted for.
    """

    user: str
    password: str
    client: str
    client_secret: str
    provider: str
    provider_secret: str
    pid: str


BusAccount = EsbAccount | PublicBusAccount
_BUSES: Final[Mapping[str, tuple[Way, type[BusAccount]]]] = {
    "esb": ("esb", EsbAccount),
    "public_bus": ("public-bus", PublicBusAccount),
}


class WrongAccount(ValueError):
    """A credentials file is not what the way to the agency wants; it names the entry."""


@dataclass(frozen=True, slots=True)
class Account:
    """Everything a credentials file says: the agency's own account, and those at the buses."""

    credentials: Credentials = NOBODY
    buses: Mapping[Way, BusAccount] = field(default_factory=dict)


def read_account(path: Path | None, entries: AccountEntries, way: Way) -> Account:
    """Return what the file at ``path`` says, or nobody's account where there is none.

    Behind a bus the user and password of the agency may be left out, and the table of that bus
    (``esb``, ``public_bus``) is required. Raises `WrongAccount`.
    """
    if path is None:
        if way != "direct":
            raise WrongAccount(f"{way} wants a credentials file")
        return Account()
    told = _toml(path)
    buses = {
        bus: _bus(table, kind, told.pop(table))
        for table, (bus, kind) in _BUSES.items()
        if table in told
    }
    if way != "direct" and way not in buses:
        raise WrongAccount(f"the credentials file has no table {way.replace('-', '_')}")
    vouched = _LOGIN if way != "direct" else frozenset[str]()
    return Account(_credentials(told, entries, vouched), buses)


def _toml(path: Path) -> dict[str, Any]:
    """Return the entries of a file; its text is never quoted."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise WrongAccount("the credentials file cannot be read") from None
    except tomllib.TOMLDecodeError:
        raise WrongAccount("the credentials file is not TOML") from None


def _credentials(
    told: Mapping[str, Any], entries: AccountEntries, vouched: frozenset[str]
) -> Credentials:
    """Return the account at the agency; ``vouched`` are the entries that may be left out."""
    wanted = [one for one in entries.required if one not in vouched or one in told]
    _hold("the credentials file", told, wanted, {*entries.required, *entries.optional})
    details = {name: value for name, value in told.items() if name not in _LOGIN}
    return Credentials(told.get("user", ""), told.get("password", ""), details)


def _bus(table: str, kind: type[BusAccount], told: Any) -> BusAccount:
    """Return the account in a bus's table of the file."""
    names = [one.name for one in fields(kind)]
    if not isinstance(told, dict):
        raise WrongAccount(f"{table} in the credentials file is not a table")
    _hold(f"{table} in the credentials file", told, names, set(names))
    return kind(**told)


def _hold(where: str, told: Mapping[str, Any], wanted: list[str], known: set[str]) -> None:
    """Raise unless ``told`` has every wanted entry, none that is unknown, and each is a text."""
    if missing := [name for name in wanted if name not in told]:
        raise WrongAccount(f"{where} must hold {' and '.join(wanted)}; missing: {missing[0]}")
    if unknown := sorted(told.keys() - known):
        raise WrongAccount(f"{where} knows no entry {unknown[0]}")
    if empty := [name for name, one in told.items() if not isinstance(one, str) or not one]:
        raise WrongAccount(f"{where}: {empty[0]} is not a text")
