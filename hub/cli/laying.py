"""Loading from the command line: files laid over the policy in force, stored as the next one."""

import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import uuid4

import typer

from hub.cli.policy_files import show_problems, texts_of
from hub.cli.working import working
from hub.config import Settings
from hub.errors import Misconfigured
from hub.evidence.leaf import SALT_OCTETS
from hub.policies import INSTALLATION, Loading, drafted, install
from hub.policy.agreements import load_agreements
from hub.policy.fields import Fields
from hub.policy.passports import load_passports
from hub.policy.problems import WrongFiles
from hub.store.database import Database
from hub.store.policies import NewPolicy, PolicyStore
from schemas.canonical.policy import LoadedPolicy

Kind = Literal["agreements", "passports"]
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Laid:
    """What came of a load: the policy before it, and the one it made; the same for none."""

    before: LoadedPolicy
    after: LoadedPolicy


def loading_by(name: str | None) -> Loading:
    """Return who loads now: who is named, else the account that runs the command."""
    if name is not None and not name.strip():
        raise Misconfigured("--by: say who loads it")
    by = name.strip() if name else _account()
    return Loading(by, datetime.now(UTC), uuid4(), os.urandom(SALT_OCTETS))


def files_of(settings: Settings, kind: Kind) -> dict[str, str]:
    """Return the files' set of a kind: the shipped ones and the deployment's own."""
    if kind == "passports":
        return settings.passport_files
    return settings.policy_files("hub.policy", "agreements")


async def policy_in_force(database: Database, settings: Settings) -> LoadedPolicy:
    """Return the newest policy; the files' set is made the first where none was ever loaded."""
    await install(database, settings, loading_by(INSTALLATION))
    newest = await PolicyStore(database).newest()
    if newest is None:
        raise LookupError("a policy was loaded and is gone")
    return newest


def laid_by_command(
    settings: Settings, kind: Kind, paths: list[Path] | None, by: str | None, *, as_json: bool
) -> Laid:
    """Lay the files at ``paths``, or else the files' set, over the policy in force.

    What is wrong in them is shown, and the command left with exit code 1.
    """
    loading = loading_by(by)
    given = texts_of(paths, some=True) if paths else files_of(settings, kind)

    async def work(database: Database) -> Laid:
        return await lay(database, settings, kind, given, loading)

    try:
        return working(settings, work)
    except WrongFiles as wrong:
        show_problems(wrong.problems, as_json=as_json)
        raise typer.Exit(1) from wrong


async def lay(
    database: Database, settings: Settings, kind: Kind, given: Texts, loading: Loading
) -> Laid:
    """Lay ``given`` files over the policy in force and store what comes of it, if it is another.

    Raises `WrongFiles` with all that is wrong in the set that would hold.
    """
    before = await policy_in_force(database, settings)
    replaced = [before]

    def drafting(newest: LoadedPolicy | None) -> NewPolicy | None:
        replaced[0] = held = newest or before
        agreements, passports = laid_over(held, settings, kind, given)
        if (agreements, passports) == (held.agreements, held.passports):
            return None
        return drafted(held.version + 1, agreements, passports, settings.provider_fields, loading)

    after = await PolicyStore(database).load(drafting)
    return Laid(replaced[0], after or replaced[0])


def laid_over(
    held: LoadedPolicy, settings: Settings, kind: Kind, given: Texts
) -> tuple[Texts, Texts]:
    """Return agreements and passports as they are with ``given`` files of a kind over them.

    Files of the other kind that this release cannot read any more have its own laid over them:
    otherwise neither kind could be mended before the other.
    """
    fields = settings.provider_fields
    if kind == "agreements":
        passports = held.passports
        if not _readable("passports", passports, fields):
            passports = {**passports, **files_of(settings, "passports")}
        return {**held.agreements, **given}, passports
    agreements = held.agreements
    if not _readable("agreements", agreements, fields):
        agreements = {**agreements, **files_of(settings, "agreements")}
    return agreements, {**held.passports, **given}


def _readable(kind: Kind, texts: Texts, fields: Fields) -> bool:
    try:
        (load_agreements if kind == "agreements" else load_passports)(texts, fields)
    except WrongFiles:
        return False
    return True


def _account() -> str:
    """Return the name of the account that runs this process, else its number."""
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"account {number}"
