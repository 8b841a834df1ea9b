"""What the organization's services were told and what was withheld, side by side."""

from collections.abc import Iterable, Iterator
from typing import Any

from rich.table import Table

from simulators.demo.agreed import field_titles, service_titles
from simulators.demo.disclosure import Answered, Told

_DOWN = {
    "masked": "masked · پوشیده",
    "age-band": "age band · بازهٔ سنی",
    "yes-no": "yes or no · بله یا خیر",
}
"""The forms that tell less than the whole, as people read them."""


def table(lookups: Iterable[Answered]) -> Table:
    """Return a row for every lookup: the disclosed fields, and beside them the withheld ones."""
    titles, services = field_titles(), service_titles()
    made = Table(
        title="Lookups of the organization's services · استعلام خدمات سازمان",
        title_justify="left",
        show_lines=True,
    )
    for heading in ("service, lookup\nخدمت", "disclosed\nگفته", "withheld\nنگفته", "receipt\nرسید"):
        made.add_column(heading)
    for one in lookups:
        if one.refusal is None:
            made.add_row(
                f"{services[one.question.service]}\n{one.question.service}\n{one.question.path}",
                "\n".join(_line(told, titles) for told in one.told) or f"[red]{one.problem}[/]",
                "\n".join(titles[name] for name in one.withheld) or "·",
                f"{one.receipt[:8]}…" if one.receipt else "·",
            )
    return made


def lines(lookups: Iterable[Answered], unserved: list[str]) -> Iterator[str]:
    """Yield a line on each question that was refused, and on services that no lookup serves."""
    for one in lookups:
        if one.refusal is not None:
            asked = f"{one.question.service} with the purpose {one.question.purpose}"
            told = f"{one.refusal['title']} · {one.refusal['title_fa']}"
            yield f"  refused: {asked}: {one.refusal['status']} {one.refusal['type']}: {told}"
    if unserved:
        yield f"  agreed, and asked by no lookup (debts and contracts): {', '.join(unserved)}"


def as_json(lookups: Iterable[Answered]) -> list[dict[str, Any]]:
    """Return each question as JSON values: what was told and withheld, and its receipt's file.

    ``problem`` is what went wrong, None when nothing did.
    """
    titles, services = field_titles(), service_titles()
    return [
        {
            "service": one.question.service,
            "title_fa": services[one.question.service],
            "purpose": one.question.purpose,
            "lookup": one.question.path,
            "disclosed": [
                {
                    "name": told.name,
                    "title_fa": titles[told.name],
                    "form": told.form,
                    "value": told.value,
                    "source": told.source,
                    "age_seconds": told.age_seconds,
                }
                for told in one.told
            ],
            "withheld": [{"name": name, "title_fa": titles[name]} for name in one.withheld],
            "refused": one.refusal,
            "receipt": f"receipts/{one.receipt}.xml" if one.receipt else None,
            "problem": one.problem or None,
        }
        for one in lookups
    ]


def _line(told: Told, titles: dict[str, str]) -> str:
    """Return a field as one line; one that is told down names its form."""
    form = _DOWN.get(told.form)
    return f"{titles[told.name]}: {told.value}" + (f"  ({form})" if form else "")
