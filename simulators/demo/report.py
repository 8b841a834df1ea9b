"""The table that the demonstration ends with, and its totals."""

import sys

from rich.console import Console
from rich.table import Table

from simulators.demo import disclosed
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
