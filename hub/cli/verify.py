"""``peyvand verify``: are these documents ours, whole, and valid; offline."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.progress import tracked
from hub.cli.sources import Source
from hub.cli.trust import Trust, read_given
from hub.cli.verdicts import INVALID, Verdict, print_apart, print_verdict
from hub.errors import Misconfigured
from signing.verify import Unreadable
from signing.verify.anything import form_of
from signing.verify.anything import verify as verify_anything
from signing.verify.report import Refused
from signing.verify.together import Traits, check_together, traits_of

_FORMS = frozenset({"certificate", "pdf", "seal"})
"""The kinds of document that a certificate may come as."""


def verify(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Certificates (XML, PDF), receipts, texts of QR codes in files; - is standard"
            " input; the text of a QR code itself.",
            metavar="FILE",
        ),
    ],
    trust: Annotated[Path | None, typer.Option(help="The trust anchors, PEM.")] = None,
    keys: Annotated[Path | None, typer.Option(help="The published keys, a JWK Set.")] = None,
    at: Annotated[
        str, typer.Option(help="The instant to judge at, RFC 3339; without an offset UTC.")
    ] = "",
    crl: Annotated[list[Path] | None, typer.Option(help="A CRL, PEM or DER.")] = None,
    ocsp: Annotated[list[Path] | None, typer.Option(help="An OCSP response, DER.")] = None,
    status: Annotated[list[Path] | None, typer.Option(help="A signed status list.")] = None,
    require_revocation: Annotated[
        bool, typer.Option("--require-revocation", help="Pass nothing without revocation data.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The report as JSON, one line for each file.")
    ] = False,
) -> None:
    """Verify documents offline: exit 0 all valid, 1 one is invalid, 2 one is unreadable.

    Without --trust the anchors are those of the settings, or trust.pem beside the file; without
    --keys the published keys are keys.json beside the file or beside the anchors. Several forms of
    one certificate (of one number, or one name) are also held against each other.
    """
    _never_stumble()
    judged_by = Trust(
        at=_instant(at) if at else datetime.now(UTC),
        anchors=trust or _own_anchors(),
        keys=keys,
        given=read_given(crl or (), ocsp or ()),
        lists=status or (),
        revocation_required=require_revocation,
    )
    sources = tracked([Source(one) for one in files], len(files), "Verifying")
    outcomes = [_outcome(source, judged_by) for source in sources]
    for outcome in outcomes:
        print_verdict(outcome.verdict, as_json=as_json)
    apart = _apart(outcomes)
    for labels, refused in apart.items():
        print_apart(labels, refused, as_json=as_json)
    codes = [outcome.verdict.code for outcome in outcomes]
    raise typer.Exit(max([*codes, INVALID] if apart else codes))


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A source, its verdict, and what it has in common with other forms once it is proven."""

    source: Source
    verdict: Verdict
    traits: Traits | None = None


def _outcome(source: Source, trust: Trust) -> _Outcome:
    """Return what comes of one source."""
    try:
        data = source.read()
        policy = trust.policy(form_of(data), source.folder)
        report = verify_anything(data, policy=policy, at=trust.at)
    except Unreadable as unreadable:
        return _Outcome(source, Verdict(source.label, None, unreadable.code))
    proven = report.found is not None and report.kind in _FORMS
    traits = traits_of(data) if proven else None
    return _Outcome(source, Verdict(source.label, report), traits)


def _apart(outcomes: Sequence[_Outcome]) -> Mapping[tuple[str, ...], Refused]:
    """Return what is wrong among forms of one number or one name, by the sources' labels."""
    found: dict[tuple[str, ...], Refused] = {}
    for group in _groups(outcomes):
        traits = [one.traits for one in group if one.traits]
        try:
            check_together(traits)
        except Refused as refused:
            found.setdefault(tuple(one.source.label for one in group), refused)
    return found


def _groups(outcomes: Sequence[_Outcome]) -> Iterator[Sequence[_Outcome]]:
    """Yield the proven forms that should be of one certificate, several at a time."""
    groups: dict[object, list[_Outcome]] = {}
    for one in outcomes:
        if one.traits is None:
            continue
        groups.setdefault(one.traits.claims.number, []).append(one)
        if one.source.stem is not None:
            groups.setdefault((one.source.folder, one.source.stem), []).append(one)
    return (group for group in groups.values() if len(group) > 1)


def _own_anchors() -> Path | None:
    """Return the file of the anchors that a hub is set to; who has none need not load settings."""
    from hub.config import Settings

    return Settings().trust


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise Misconfigured(f"--at {text}: not an instant such as 2026-11-22T10:00:00Z") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _never_stumble() -> None:
    """Let a terminal that knows no Persian show a mark instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
