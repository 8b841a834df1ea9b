"""Minutes on paper forms: held against the register, and made into evidence."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hub.clearing.refusals import MinuteKnown
from hub.evidence.leaf import SALT_OCTETS, leaf_of
from hub.store.paper_forms import FormsWriting, KeptMinute, NewMinute
from hub.usecases.article38.paper.register import Register
from hub.usecases.article38.paper.weigh import Weighed, weigh
from schemas.canonical.evidence import LeafKind
from schemas.canonical.paper_form import Line, Minute


@dataclass(frozen=True, slots=True)
class Making:
    """What makes evidence: the instant, ids and salts."""

    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
    random: Callable[[int], bytes]


async def weighed(
    writing: FormsWriting, minute: Minute, lines: Sequence[Line]
) -> tuple[list[Weighed], list[KeptMinute]]:
    """Return what comes of lines, and what was taken down under their minutes' number.

    Raises `MinuteKnown` where that is of another day, or of other offices.
    """
    parts = await writing.parts(minute)
    if parts and parts[0].minute != minute:
        raise MinuteKnown(field="number")
    register = Register(await writing.over(line.span for line in lines))
    numbers = {line.replaced_by for line in lines if line.replaced_by is not None}
    return weigh(minute, lines, register, await writing.clearances(numbers)), parts


def new_minute(
    minute: Minute,
    lines: Sequence[Line],
    part: int,
    said_by: str,
    making: Making,
    *,
    key: str | None = None,
    digest: bytes | None = None,
) -> NewMinute:
    """Return minutes with their evidence, a document of all that they say."""
    now = making.clock()
    document = _document(minute, lines, part, said_by, now)
    leaf = leaf_of(LeafKind.PAPER_FORMS, making.new_id(), document, making.random(SALT_OCTETS))
    return NewMinute(minute, part, lines, said_by, leaf, now, key, digest)


def facts_of(kept: KeptMinute | NewMinute) -> dict[str, Any]:
    """Return minutes as they are told."""
    head = kept.minute
    return {
        "id": str(kept.id),
        "number": head.number,
        "part": kept.part,
        "day": head.day.isoformat(),
        "province": head.province,
        "branch": head.branch,
        "signed_by": [*head.signed_by],
        "lines": kept.lines,
        "forms": kept.forms,
        "recorded_at": kept.recorded_at.astimezone(UTC).isoformat(timespec="seconds"),
    }


def _document(
    minute: Minute, lines: Sequence[Line], part: int, said_by: str, now: datetime
) -> bytes:
    """Return minutes as canonical JSON."""
    fields: dict[str, object] = {
        "branch": minute.branch,
        "day": minute.day.isoformat(),
        "lines": [_line(one) for one in lines],
        "number": minute.number,
        "part": part,
        "province": minute.province,
        "recorded_at": now.astimezone(UTC).isoformat(timespec="microseconds"),
        "said_by": said_by,
        "signed_by": [*minute.signed_by],
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def _line(line: Line) -> dict[str, object]:
    return {
        "act": line.act,
        "first": line.span.first,
        "last": line.span.last,
        "paper_number": line.paper_number,
        "replaced_by": line.replaced_by,
        "series": line.span.series,
    }
