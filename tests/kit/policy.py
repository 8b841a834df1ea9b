"""The shipped policy, in force in a test, with whatever a test lays over it."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from uuid import uuid4

from hub.config import Settings
from hub.policies import Loading, Policies, compiled, drafted
from hub.policy.fields import Fields
from hub.policy.in_force import InForce
from hub.store.database import Database
from hub.store.policies import NewPolicy, PolicyStore
from schemas.canonical.policy import LoadedPolicy
from tests.kit import article37 as kit

EARLIER = datetime.fromisoformat("2026-11-01T08:00:00+03:30")
NO_PASSPORTS: Mapping[str, str] = {}


@cache
def shipped(folder: str) -> dict[str, str]:
    """Return the shipped texts of ``agreements`` or ``passports``, by file name."""
    return Settings().policy_files("hub.policy", folder)


@cache
def fields() -> Fields:
    """Return what every provider can give."""
    return Settings().provider_fields


def changed(name: str, **lines: str) -> dict[str, str]:
    """Return the shipped agreement ``name`` with other values (TOML) for keys of one line.

    Its file's name stays, so that it is laid over the shipped one.
    """
    file = f"{name}.toml"
    text = shipped("agreements")[file]
    for key, value in lines.items():
        text, found = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", text)
        if found != 1:
            raise ValueError(f"{file} has no line for {key}")
    return {file: text}


def for_consumer(consumer: str, use_case: str = "article37") -> dict[str, str]:
    """Return the shipped agreements of a use case, made with another ``consumer``."""
    return {
        f"{consumer}-{name}": "\n".join(
            f'consumer = "{consumer}"' if line.startswith("consumer =") else line
            for line in text.splitlines()
        )
        for name, text in shipped("agreements").items()
        if f'use_case = "{use_case}"' in text
    }


def in_force(extra: Mapping[str, str] | None = None, version: int = 1) -> InForce:
    """Return the shipped policy with the agreements ``extra`` laid over it."""
    texts = shipped("agreements") | dict(extra or {})
    policy = LoadedPolicy(version, texts, shipped("passports"), kit.NOW, "test")
    return compiled(policy, fields())


@cache
def permitting(consumer: str) -> InForce:
    """Return the shipped policy as version 1, by which ``consumer`` asks as notaries do."""
    return in_force(for_consumer(consumer))


async def load(
    database: Database,
    extra: Mapping[str, str] | None = None,
    passports: Mapping[str, str] = NO_PASSPORTS,
) -> None:
    """Load the shipped policy with agreements and passports laid over it as the newest version."""
    loading = Loading("test", EARLIER, uuid4(), bytes(32))

    def next_one(newest: LoadedPolicy | None) -> NewPolicy:
        version = newest.version + 1 if newest else 1
        texts = shipped("agreements") | dict(extra or {})
        all_passports = shipped("passports") | dict(passports)
        return drafted(version, texts, all_passports, fields(), loading)

    await PolicyStore(database).load(next_one)


async def policies(database: Database, extra: Mapping[str, str] | None = None) -> Policies:
    """Return the policies of a database into which the shipped one and ``extra`` are loaded."""
    await load(database, extra)
    return Policies(database, fields())
