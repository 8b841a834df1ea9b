"""``peyvand contracts waiting`` and ``assign``: an operator says which contract is meant."""

import json
import os
from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4

import typer

from hub.cli.working import AsJson, DataDir, in_words, settings_of, working
from hub.config import Settings
from hub.contracts.explain import in_english, in_persian
from hub.contracts.resolve import Ambiguous
from hub.contracts.scale import Scale
from hub.errors import InvalidRequest, Misconfigured
from hub.sharing.choosing import Choosing, Operator
from hub.sharing.opening import open_scale, open_sharing
from hub.sharing.results import LineResult, read_candidates, write_candidates
from hub.store.contracts import Contracts, WaitingEntry
from hub.store.database import Database
from schemas.canonical.dates import tehran_stamp

WAITING_EXAMPLE = "Example: peyvand contracts waiting --limit 20 --json"
ASSIGN_EXAMPLE = (
    "Example: peyvand contracts assign budget_organization B-7 ocds-peyvnd-1 --by 'A. Officer' "
    "--reason 'by letter 12/34'"
)
_REFUSED = {
    "contract.not-waiting": ("source_id", "nothing waits there; see peyvand contracts waiting"),
    "contract.unknown": (
        "ocid",
        "there is no contract of this name; see peyvand contracts waiting",
    ),
}


def waiting(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many at most.")] = 100,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List what waits for an operator: between which contracts, and what speaks for each.

    The words name fields and kinds of keys, and no value.
    """
    settings = settings_of(data_dir)
    scale = open_scale(settings)

    async def find(database: Database) -> list[WaitingEntry]:
        return await Contracts(database).waiting(limit)

    with in_words("contracts"):
        found = working(settings, find)
    if as_json:
        typer.echo(json.dumps([_facts(one, scale) for one in found], ensure_ascii=False))
    elif not found:
        typer.echo("Nothing waits for an operator.")
    for one in () if as_json else found:
        _show(one, scale)


def assign(
    source: Annotated[str, typer.Argument(help="The register, such as tax_authority.")],
    source_id: Annotated[str, typer.Argument(help="Its own name of the entry.")],
    by: Annotated[str, typer.Option(help="Who says so; it stands in the evidence.")],
    reason: Annotated[str, typer.Option(help="Why, in one sentence; it stands there too.")],
    ocid: Annotated[str | None, typer.Argument(help="The contract that is meant.")] = None,
    new: Annotated[bool, typer.Option("--new", help="A contract of its own.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Say of which contract a waiting entry is; the choice is kept as evidence."""
    if new == (ocid is not None):
        raise Misconfigured("OCID or --new: give one of them")
    for name, text in (("--by", by), ("--reason", reason)):
        if not text.strip():
            raise Misconfigured(f"{name}: a choice has a name and a reason")
    settings = settings_of(data_dir)
    operator = Operator(by.strip(), reason.strip(), datetime.now(UTC))

    async def choose(database: Database) -> LineResult:
        choosing = _choosing(database, settings)
        return await choosing.choose(source, source_id, ocid, operator)

    try:
        with in_words("contracts"):
            done = working(settings, choose)
    except InvalidRequest as refused:
        field, says = _REFUSED[str(refused.rule)]
        raise Misconfigured(f"{field}: {refused.rule}, {says}") from refused
    _say(source, source_id, done, as_json=as_json)


def _choosing(database: Database, settings: Settings) -> Choosing:
    sharing = open_sharing(database, settings, lambda: datetime.now(UTC))
    return Choosing(sharing.intake, uuid4, os.urandom)


def _say(source: str, source_id: str, done: LineResult, *, as_json: bool) -> None:
    if as_json:
        told = {
            "source": source,
            "source_id": source_id,
            "result": done.outcome,
            "ocid": done.ocid,
            "version": done.version,
        }
        typer.echo(json.dumps(told))
    else:
        typer.echo(f"{source} {source_id}: {done.outcome} {done.ocid}, version {done.version}")


def _facts(one: WaitingEntry, scale: Scale) -> dict[str, object]:
    found = Ambiguous(read_candidates(one.candidates))
    return {
        "source": one.source,
        "source_id": one.source_id,
        "revision": one.revision,
        "said_at": tehran_stamp(one.said_at),
        "counts_in": one.ocid,
        "candidates": write_candidates(found.candidates),
        "en": in_english(found, scale),
        "fa": in_persian(found, scale),
    }


def _show(one: WaitingEntry, scale: Scale) -> None:
    """Print what waits, a line for it and one for each contract that may be meant."""
    first, *rest = in_english(Ambiguous(read_candidates(one.candidates)), scale)
    counts = f"; until then it counts in {one.ocid}" if one.ocid else ""
    since = tehran_stamp(one.said_at)
    typer.echo(f"{one.source} {one.source_id} revision {one.revision}, since {since}{counts}")
    typer.echo(f"  {first}")
    for candidate in rest:
        typer.echo(f"  {candidate}")
