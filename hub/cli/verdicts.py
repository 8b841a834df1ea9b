"""What `peyvand verify` says of each document, to people and to programs."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import typer
from rich.console import Console

from hub.policy.disclosure_words import in_english, in_persian
from hub.policy.fields import shipped_fields
from signing.verify import Report
from signing.verify.report import Refused
from signing.verify.sentences import TOGETHER, UNREADABLE, Sentence, sentence

VALID, INVALID, UNREADABLE_CODE = 0, 1, 2
_LABEL = 14


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one source: a report, or the code of why it cannot be read."""

    label: str
    report: Report | None
    unreadable: str = ""

    @property
    def code(self) -> int:
        """The exit code that this verdict asks for."""
        if self.report is None:
            return UNREADABLE_CODE
        return VALID if self.report.ok else INVALID

    @property
    def says(self) -> Sentence | None:
        """What is wrong in one sentence, if anything is."""
        if self.report is None:
            return sentence(UNREADABLE, self.unreadable)
        last = self.report.checks[-1]
        return None if last.ok else sentence(last.name, last.detail)


def print_verdict(verdict: Verdict, *, as_json: bool) -> None:
    """Print one verdict: on standard output, or a line on standard error if there was no reading.

    As JSON it is one line of standard output, whatever came of it.
    """
    if as_json:
        _print_json(verdict)
    elif verdict.report is None:
        typer.echo(f"{verdict.label}: unreadable: {_line(verdict.says)}", err=True)
    else:
        _print_report(verdict, verdict.report)


def print_apart(labels: Sequence[str], refused: Refused, *, as_json: bool) -> None:
    """Print that sources which are each valid do not belong together, in what and what to do."""
    said = sentence(TOGETHER, refused.detail)
    if as_json:
        found = {"file": ", ".join(labels), "ok": False, "check": TOGETHER}
        said_of_it = {"detail": refused.detail, "says": asdict(said)}
        typer.echo(json.dumps({**found, **said_of_it}, ensure_ascii=False))
    else:
        typer.echo(f"{', '.join(labels)}: not of one certificate: {_line(said)}", err=True)


def _print_json(verdict: Verdict) -> None:
    report = verdict.report
    found = report.to_json() if report else {"ok": False, "unreadable": verdict.unreadable}
    says = asdict(verdict.says) if verdict.says else None
    typer.echo(json.dumps({"file": verdict.label, **found, "says": says}, ensure_ascii=False))


def _print_report(verdict: Verdict, report: Report) -> None:
    """Print the verdict first, then what is proven, then each check in the order it was made."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(f"{verdict.label}: ", end="")
    console.print(
        "valid" if report.ok else "invalid", style="green" if report.ok else "red", end=""
    )
    console.print("".join(f"  {word}" for word in (report.kind, report.number) if word))
    for label, value in (*_facts(report), *_disclosures(report)):
        console.print(f"  {label:<{_LABEL}} {value}")
    for check in report.checks:
        mark, style = ("✓", "green") if check.ok else ("✗", "red")
        console.print(f"  {mark}", style=style, end="")
        console.print(f" {check.name} {check.detail}".rstrip())
    if verdict.says:
        console.print(f"  {verdict.says.en} {verdict.says.do_en}")
        console.print(f"  {verdict.says.fa} {verdict.says.do_fa}")


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    """Yield what is known of the signature, then what the document says."""
    yield "indication", " ".join(filter(None, (report.indication, report.sub_indication)))
    found = report.found
    if found is None:
        return
    if found.level:
        yield "level", found.level
    if found.proven_at:
        yield "proven", found.proven_at.isoformat()
    if found.signer:
        yield "signer", found.signer
    yield from found.facts.items()


def _disclosures(report: Report) -> Iterator[tuple[str, str]]:
    """Yield what a receipt says was told, each time in English and in Persian."""
    consumer = report.facts.get("consumer", "")
    for one in report.found.disclosed if report.found else ():
        yield "disclosed", in_english(consumer, one)
        yield "", in_persian(consumer, one, shipped_fields())


def _line(said: Sentence | None) -> str:
    return f"{said.en} {said.do_en} {said.fa} {said.do_fa}" if said else ""
