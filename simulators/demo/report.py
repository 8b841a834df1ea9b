"""The table that the demonstration ends with, and its totals."""

import sys

from rich.console import Console
from rich.table import Table

from simulators.demo import disclosed, filed
from simulators.demo.joined import Joined
from simulators.demo.record import Record
from simulators.demo.words import OUTCOMES, Kind

_WIDTH = 130  # where nobody has a screen
_SHOWN_PROBLEMS = 20
_HEADINGS = {
    "GRANTED": "granted\nگواهی",
    "REFUSED": "refused\nعدم صدور",
    "pending": "pending\nدر انتظار",
    "fault": "fault\nرد پیام",
}


def console() -> Console:
    """Return where the demonstration speaks: as wide as the screen, or as the table needs."""
    return Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)


def show(record: Record, out: Console) -> None:
    """Print the table of kinds, the totals, and whatever did not come out as it must."""
    out.print(_table(record))
    out.print(disclosed.table(record.lookups))
    for line in disclosed.lines(record.lookups, record.unserved):
        out.print(line, markup=False, soft_wrap=True)
    out.print(filed.table(record.files))
    for name, value in _contracts(record.joined):
        out.print(f"  {name:<26} {value}")
    out.print(_agencies(record))
    for name, value in _totals(record):
        out.print(f"  {name:<26} {value}")
    problems = record.all_problems()
    for problem in problems[:_SHOWN_PROBLEMS]:
        out.print(f"  [red]✗[/] {problem}", markup=True)
    if len(problems) > _SHOWN_PROBLEMS:
        out.print(f"  [red]✗[/] … and {len(problems) - _SHOWN_PROBLEMS} more")
    verdict = "[red]not everything came out as it must[/]"
    out.print(verdict if problems else "[green]everything came out as it must[/]")


def _table(record: Record) -> Table:
    table = Table(
        title="Inquiries of notaries and chambers · استعلام دفاتر و اتاق‌های بازرگانی",
        title_justify="left",
    )
    table.add_column("kind of inquiry")
    table.add_column("asked\nپرسیده", justify="right")
    for outcome in OUTCOMES:
        table.add_column(_HEADINGS[outcome], justify="right")
    table.add_column("as expected")
    table.add_column("نوع استعلام", justify="right")
    for kind in Kind:
        _add(table, record, kind)
    counts = [str(record.total(outcome)) for outcome in OUTCOMES]
    table.add_section()
    table.add_row("all", str(len(record.results)), *counts, "", "همه")
    return table


def _agencies(record: Record) -> Table:
    """Return a line for every agency: how it answered us, and what it was told."""
    table = Table(title="Agencies, both ways · دستگاه‌ها، دوسویه", title_justify="left")
    table.add_column("agency")
    for heading in (
        "checks passed\nآزمون‌ها",
        "slowest answer\nکندترین پاسخ",
        "notices taken\nاعلان‌ها",
    ):
        table.add_column(heading, justify="right")
    for name, asked in record.agencies.items():
        passed = f"{asked.answered} of {asked.checks}"
        told = str(record.notices.get(name, "·"))
        table.add_row(name, passed, f"{asked.milliseconds:.1f} ms", told)
    return table


def _add(table: Table, record: Record, kind: Kind) -> None:
    """Add the row of one kind; nothing for one that was not asked."""
    results = record.of(kind)
    if not results:
        return
    counts = [str(record.count(kind, outcome) or "·") for outcome in OUTCOMES]
    well = not any(result.problem for result in results)
    mark = "[green]yes[/]" if well else "[red]no[/]"
    table.add_row(kind.en, str(len(results)), *counts, mark, kind.fa)


def _contracts(joined: Joined | None) -> list[tuple[str, str]]:
    """Return what came of the registers' contracts, as name and value."""
    if joined is None:
        return []
    told = joined.as_json()
    feed, settled, public = told["feed"], joined.reconciled, joined.exported
    registers = ", ".join(f"{count:,} of {name}" for name, count in joined.registered.items())
    pushed = ", ".join(f"{count:,} {result}" for result, count in joined.pushed.items())
    return [
        ("contracts (قراردادها)", f"{joined.contracts:,}, from {registers}"),
        ("known to both", f"{joined.joined:,}, of which {joined.disputed:,} are not said the same"),
        ("wait for an operator", f"{joined.waiting:,}: peyvand contracts waiting"),
        ("taken in", f"{told['per_second']:,} a second, by pull and by batch beside each other"),
        ("said by the authority", f"{told['pushed_per_second']:,} lines a second: {pushed}"),
        (
            "followed by the authority",
            f"{feed['versions']:,} versions, each once and in order, {feed['out_of_order']} "
            f"slips; behind p95 {feed['late_p95_seconds']:.2f} s",
        ),
        (
            "reconciled with it",
            f"{settled.get('lost')} that it had lost were given back in "
            f"{settled.get('exchanges')} exchanges; "
            f"{settled.get('differing_afterwards')} differ afterwards",
        ),
        (
            "published as OCDS",
            f"{public.get('contracts', 0):,} contracts in {public.get('releases', 0):,} releases: "
            f"{public.get('valid')} of {public.get('packages')} packages by the schema, "
            f"{public.get('without_finding')} of {public.get('reviewed')} contracts by the review "
            f"library, with each of {public.get('traits')} things that a contract holds",
        ),
    ]


def _totals(record: Record) -> list[tuple[str, str]]:
    """Return the totals as name and value."""
    counts = record.documents
    decided = record.total("GRANTED") + record.total("REFUSED")
    return [
        ("decided at once", f"{decided} of {len(record.results)} messages"),
        ("pending, then answered", f"{len(record.answered)} once the agency was back"),
        ("refused with a fault", str(record.total("fault"))),
        (
            "issued",
            f"{counts.get('clearances', 0)} clearances (مفاصاحساب), "
            f"{counts.get('debt_statements', 0)} debt statements (اعلام بدهی), "
            f"{counts.get('receipts', 0)} receipts (رسید)",
        ),
        (
            "for commerce cards",
            f"{counts.get('card_clearances', 0)} clearances (گواهی کارت بازرگانی), "
            f"{counts.get('refusals', 0)} refusals (عدم صدور)",
        ),
        (
            "for contracts",
            f"{counts.get('contract_clearances', 0)} clearances (مفاصاحساب مادهٔ ۳۸), "
            f"{counts.get('contract_statements', 0)} statements (عدم صدور); "
            f"by itself within {(filed.slowest(record.files) or 0) + 1:.0f} s of the payment",
        ),
        (
            "on paper too",
            f"{counts.get('twins', 0)} PDF twins (نسخهٔ چاپی) with QR, "
            f"XML and PDF at {', '.join(sorted(record.levels))}",
        ),
        *_verified(counts),
        (
            "speed",
            f"{record.per_second:.0f} inquiries a second, {record.clients} clients beside the "
            f"house: p50 {record.percentile(0.5):.0f} ms, p95 {record.percentile(0.95):.0f} ms",
        ),
    ]


def _verified(counts: dict[str, int]) -> list[tuple[str, str]]:
    """Return what became of the documents offline."""
    documents = counts.get("documents", 0)
    others = {
        "xmlsec1": "signatures of XML, by xmlsec1",
        "pdfsig": "signatures of PDF, by pdfsig",
        "openssl": "timestamps, by openssl",
    }
    return [
        ("valid by peyvand verify", f"{counts.get('valid', 0)} of {documents}, offline"),
        *((title, _share(counts, name)) for name, title in others.items()),
        (
            "one bit changed",
            f"{counts.get('tampered_refused', 0)} of {counts.get('tampered', 0)} found out, exit 1",
        ),
    ]


def _share(counts: dict[str, int], name: str) -> str:
    if name not in counts:
        return "not installed"
    return f"{counts[name]} of {counts[f'{name}_asked']}"
