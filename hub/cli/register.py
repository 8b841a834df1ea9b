"""``peyvand register``: who asked about somebody, and whether the register is complete."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer

from hub.cli.database import connected
from hub.cli.progress import tracked
from hub.cli.working import AsJson, DataDir, settings_of
from hub.errors import Misconfigured
from hub.evidence.register import Difference, differences
from hub.policy.disclosure_words import in_english, in_persian
from hub.policy.fields import Fields
from hub.store.register import Entry, beside_receipts, count_receipts
from hub.store.register import about as entries_about
from schemas.canonical.dates import jalali, tehran_day, tehran_stamp
from schemas.canonical.disclosure import (
    firm_subject,
    is_nobody,
    person_subject,
    workshop_subject,
)
from schemas.canonical.identifiers import (
    InvalidIdentifier,
    parse_branch_code,
    parse_legal_id,
    parse_national_id,
    parse_workshop_id,
)
from schemas.canonical.workshop import WorkshopRef

_WORDS = {
    "evidence.commitment": "the evidence is not what was committed to",
    "receipt.unreadable": "the receipt cannot be read",
    "receipt.number": "the receipt bears another number than its evidence",
    "line.missing": "the register lacks a line that the receipt has",
    "line.surplus": "the register has a line that the receipt has not",
}
app = typer.Typer(
    help="Who asked about whom, and what he was told.",
    no_args_is_help=True,
    add_completion=False,
)


@app.command(epilog="Example: peyvand register about --national-id - < id.txt")
def about(
    national_id: Annotated[
        str | None, typer.Option(help="A natural person; - reads it from standard input.")
    ] = None,
    legal_id: Annotated[str | None, typer.Option(help="A legal person; or -.")] = None,
    workshop: Annotated[
        str | None, typer.Option(metavar="BRANCH/NUMBER", help="A workshop; or -.")
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Say who asked about somebody, newest first: when, for what, under which article, told what.

    The number that is given stands in no log and no answer; read from standard input (-) it is not
    in the list of processes either.
    """
    subject = _subject(national_id, legal_id, workshop)
    with connected(data_dir) as connection:
        found = entries_about(connection, subject)
    fields = settings_of(data_dir).provider_fields
    if as_json:
        typer.echo(json.dumps([_facts(one, fields) for one in found], ensure_ascii=False))
        return
    if not found:
        typer.echo("Nobody has asked. / کسی نپرسیده است.")
    for one in found:
        _show(one, fields)


@app.command(epilog="Example: peyvand register check --json")
def check(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Hold the register against every receipt: exit 0 they agree, 1 they do not.

    Each disclosure of a receipt has its line and each line its disclosure; each receipt is what the
    evidence committed to.
    """
    receipts = lines = 0
    wrong: dict[str, tuple[Difference, ...]] = {}
    with connected(data_dir) as connection:
        total = count_receipts(connection)
        for kept in tracked(beside_receipts(connection), total, "Comparing"):
            receipts, lines = receipts + 1, lines + len(kept.lines)
            if found := tuple(differences(kept.leaf, kept.lines)):
                wrong[str(kept.leaf.document_id)] = found
    if as_json:
        told = {name: [asdict(one) for one in found] for name, found in wrong.items()}
        typer.echo(json.dumps({"receipts": receipts, "lines": lines, "differences": told}))
    else:
        _say(receipts, lines, wrong)
    raise typer.Exit(1 if wrong else 0)


def _say(receipts: int, lines: int, wrong: dict[str, tuple[Difference, ...]]) -> None:
    """Print each document that does not agree, and what of it."""
    for name, found in wrong.items():
        for one in found:
            said = _WORDS.get(one.what) or f"{one.what.removeprefix('line.')} is another"
            of = f" ({one.provider})" if one.provider else ""
            typer.echo(f"{name}: {said}{of}")
    agree = f"{len(wrong)} do not agree" if wrong else "they agree"
    typer.echo(f"{receipts} receipts, {lines} lines of the register: {agree}")


def _subject(national_id: str | None, legal_id: str | None, workshop: str | None) -> str:
    """Return whom the one option names; `Misconfigured` names the option and never its value."""
    given: list[tuple[str, str, Callable[[str], str]]] = [
        (option, text, name)
        for option, text, name in (
            ("--national-id", national_id, lambda it: person_subject(parse_national_id(it))),
            ("--legal-id", legal_id, lambda it: firm_subject(parse_legal_id(it))),
            ("--workshop", workshop, _workshop),
        )
        if text is not None
    ]
    if len(given) != 1:
        raise Misconfigured("give one of --national-id, --legal-id and --workshop")
    ((option, text, name),) = given
    try:
        return name(sys.stdin.readline().strip() if text == "-" else text)
    except InvalidIdentifier as invalid:
        raise Misconfigured(f"{option}: it breaks the rule {invalid.rule}") from None


def _workshop(text: str) -> str:
    branch, _, number = text.partition("/")
    return workshop_subject(WorkshopRef(parse_workshop_id(number), parse_branch_code(branch)))


def _show(one: Entry, fields: Fields) -> None:
    """Print one line of the register, in English and below it in Persian."""
    line, day = one.line, tehran_day(one.line.asked_at)
    at = tehran_stamp(line.asked_at)
    where = f"  {_among(one)}" if _among(one) else ""
    typer.echo(f"{at} ({jalali(day)})  {one.title}  receipt {one.document_id}{where}")
    typer.echo(f"  {in_english(line.consumer, line.disclosed)}")
    typer.echo(f"  {in_persian(one.title, line.disclosed, fields)}")


def _among(one: Entry) -> str | None:
    """Return among what somebody was told, such as a page of the change feed; None for himself."""
    subject = one.line.disclosed.asked.subject
    return subject if is_nobody(subject) else None


def _facts(one: Entry, fields: Fields) -> dict[str, object]:
    said, asked = one.line.disclosed, one.line.disclosed.asked
    known, day = fields.of(asked.provider), tehran_day(one.line.asked_at)
    titles = {name: known[name].title for name in (*said.told, *said.withheld) if name in known}
    return {
        "receipt": str(one.document_id),
        "asked_at": tehran_stamp(one.line.asked_at),
        "asked_on": {"gregorian": f"{day}", "jalali": jalali(day)},
        "consumer": one.line.consumer,
        "title": one.title,
        asked.task_kind: asked.task,
        "purpose": asked.purpose,
        "provider": asked.provider,
        "among": _among(one),
        "article": asked.basis.article if asked.basis else None,
        "agreement": asked.basis.agreement.hex() if asked.basis else None,
        "asked": list(asked.fields),
        "outcome": said.outcome,
        "reason": said.reason,
        "told": dict(said.told),
        "withheld": list(said.withheld),
        "titles": titles,
        "as_of": tehran_stamp(said.as_of) if said.as_of else None,
    }
