"""``peyvand contracts export``: all contracts, or what changed, as packages of OCDS."""

import json
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from psycopg import Connection

from hub.cli.database import database_url, refuse_other_release
from hub.cli.progress import tracked
from hub.cli.working import AsJson, DataDir, settings_of
from hub.config import Settings
from hub.contracts.ocds import Publisher
from hub.contracts.readers import read_day
from hub.errors import Misconfigured
from hub.sharing.export import Export, Layout, layout_of
from hub.sharing.publishing import open_publisher
from hub.sharing.received import carried_from
from hub.store.contract_export import Span, between, changed, whole
from hub.store.database import connect
from schemas.canonical.dates import TEHRAN
from schemas.canonical.identifiers import InvalidIdentifier

EXAMPLE = "Example: peyvand contracts export --out contracts.jsonl --json"


class Format(StrEnum):
    """What an export is written in."""

    OCDS = "ocds"


def export(
    out: Annotated[
        Path,
        typer.Option(help="NAME.json: one package; .jsonl: a package a line; else a new folder."),
    ],
    format_: Annotated[Format, typer.Option("--format", help="Record packages.")] = Format.OCDS,
    since: Annotated[
        int | None, typer.Option(min=0, help="What changed behind this cursor of an export.")
    ] = None,
    day: Annotated[str, typer.Option(help="What changed on this day, 1405/09/01.")] = "",
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Write contracts with all their versions, and say where to go on.

    Natural persons are under pseudonyms. What is written meanwhile is not in it; files are there
    whole or not at all.
    """
    if since is not None and day:
        raise Misconfigured("--since and --day: give one of them")
    if (
        layout_of(out) is Layout.FOLDER
        and out.exists()
        and (not out.is_dir() or any(out.iterdir()))
    ):
        raise Misconfigured(f"--out {out}: a folder is new or empty, so that nothing old is in it")
    settings = settings_of(data_dir)
    publisher = _publisher(settings)
    with database_url(settings) as url:
        refuse_other_release(url)
        with connect(url) as connection:
            span = _span(connection, since, day)
            done = Export(publisher, span, carried_from(connection))
            histories = tracked(changed(connection, span), span.most, "contracts")
            files = done.write(out, histories)
    _say(done, format_, files, as_json=as_json)


def _publisher(settings: Settings) -> Publisher:
    publisher = open_publisher(settings)
    if publisher is None:
        raise Misconfigured("ocds is not set: who publishes (name, uri, license, persons_secret)")
    return publisher


def _span(connection: Connection, since: int | None, day: str) -> Span:
    """Return the part of the feed that was asked for."""
    if day:
        begins = datetime.combine(_day(day), time(), TEHRAN)
        return between(connection, begins, begins + timedelta(days=1))
    span = whole(connection)
    if since is None:
        return span
    if since > span.head:
        raise Misconfigured(
            f"--since {since}: cursor.ahead, the feed ends at {span.head}; the database was set "
            "back, so export all of it again"
        )
    return Span(since, span.head, span.at, min(span.most, span.head - since))


def _day(text: str) -> date:
    try:
        return read_day(text)
    except InvalidIdentifier as error:
        raise Misconfigured(f"--day {text}: {error.rule}, such as 1405/09/01") from error


def _say(done: Export, format_: Format, files: list[Path], *, as_json: bool) -> None:
    if as_json:
        told = {
            "format": format_,
            "contracts": done.contracts,
            "releases": done.releases,
            "cursor": done.span.head,
            "files": [str(one) for one in files],
        }
        typer.echo(json.dumps(told, ensure_ascii=False))
    elif not files:
        typer.echo("Nothing has changed there; no file was written.")
    else:
        where = files[0] if len(files) == 1 else f"{len(files)} files of {files[0].parent}"
        typer.echo(f"{done.contracts} contracts in {done.releases} releases: {where}")
        typer.echo(f"next: peyvand contracts export --since {done.span.head} --out …")
