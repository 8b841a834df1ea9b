"""What a file stands at, in rows: money, coefficient, deadlines, notices, clearances; pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hub.contracts.withholding import Withholding
from hub.store.workshop_notices import Notified
from hub.usecases.article38.assessment import Amount, Fixed, Kept
from hub.usecases.article38.file.acts import Correspondent
from hub.usecases.article38.file.contents import Clearance, File
from hub.usecases.article38.file.due import Deadline
from hub.usecases.article38.file.statuses import FileStatus
from hub.web.language import Language, day, figures, instant, words_in
from hub.web.panel.show import cited, money, percent, say, slice_of
from hub.web.states import Row, Tone, number_row


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of the work with its row and rates."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ClearanceView:
    """A clearance that was issued; ``number`` is the certificate's."""

    number: str
    rows: tuple[Row, ...]


def tone_of(file: File) -> Tone:
    """Return how a file stands before a word of it is read: well once its clearance holds."""
    found = file.clearance
    if file.status is FileStatus.REJECTED or (found is not None and not found.stands):
        return Tone.BAD
    return Tone.GOOD if found is not None else Tone.OPEN


def row_line(file: File, language: Language) -> str:
    """Return the contract row with its branch."""
    branch = say("panel", "branch", language, branch=file.allocated.branch)
    return f"{figures(file.allocated.row, language)} – {branch}"


def party_rows(file: File, language: Language) -> list[Row]:
    """Return the workshops of both parties."""
    parties = words_in(language)["panel_party"]
    row = file.allocated
    return [
        _workshop(parties["contractor"], row.contractor, language),
        _workshop(parties["assigner"], row.assigner, language),
    ]


def money_rows(due: int | None, file: File, language: Language) -> list[Row]:
    """Return what is owed, what came in, what is left; and who bears it where it is not one alone.

    What a party bears is of the calculation; an award says nothing of it.
    """
    words = words_in(language)["panel_file"]
    left = None if due is None else max(0, due - file.paid)
    told = [("due", due), ("paid", file.paid), ("left", left)]
    if (calculated := file.calculated) is not None and calculated.due.assigner:
        of = calculated.due
        told += [("of_contractor", of.contractor), ("of_assigner", of.assigner)]
    return [Row(words[name], money(amount, language)) for name, amount in told]


def borne(amount: Amount, language: Language) -> str:
    """Return an amount, and who bears how much of it where the assigner bears some."""
    told = {
        "total": money(amount.total, language),
        "contractor": money(amount.contractor, language),
        "assigner": money(amount.assigner, language),
    }
    return say("panel_file", "shares", language, **told) if amount.assigner else told["total"]


def withholding_rows(found: Withholding, language: Language) -> list[Row]:
    """Return how the five hundredths stand (Article 38); none where no payment was told."""
    if not found.payments:
        return []
    words = words_in(language)["panel_file"]
    told = (
        ("kept_due", found.due),
        ("kept", found.withheld),
        ("short", found.short),
        ("unsaid", found.unsaid),
        ("held", found.held),
    )
    rows = [Row(words[name], money(amount, language)) for name, amount in told]
    if found.last_is_enough is not None:
        name = "enough_yes" if found.last_is_enough else "enough_no"
        rows.append(Row(words["enough"], words[name]))
    return rows


def part_views(fixed: Fixed, language: Language) -> list[PartView]:
    """Return every part of the work with its rule, its exact rates and its source."""
    return [
        PartView(
            say("panel_file", "part", language, part=one.part, title=_title(one, language)),
            tuple(_rates(one, language)),
        )
        for one in fixed.parts
    ]


def deadline_rows(
    running: Iterable[Deadline], today: date, language: Language
) -> list[tuple[Row, str, str]]:
    """Return every deadline with how it stands, its tone, and its source."""
    words = words_in(language)["panel_deadline"]
    return [
        (
            Row(words[one.what], day(one.last, language), note=_left(one, today, language)),
            _tone(one, today),
            cited(one.term.citation, language),
        )
        for one in running
    ]


def notice_rows(told: Iterable[Notified], language: Language) -> list[tuple[Row, str, str]]:
    """Return every notice with what became of it, its tone, and no source."""
    words = words_in(language)
    rows = []
    for one in told:
        label = f"{words['panel_act'][one.kind]} – {words['panel_party'][one.party]}"
        name, tone = _delivery(one)
        at = instant(one.delivered_at, language) if one.delivered_at else ""
        text = words["panel_file"][name]
        attempts = figures(str(one.attempts), language)
        rows.append((Row(label, text.format(at=at, attempts=attempts)), tone, ""))
    return rows


def clearance_view(one: Clearance, language: Language) -> ClearanceView:
    """Return a clearance: how far it goes, for how much, when issued, and what became of it."""
    words = words_in(language)["panel_file"]
    stage = words_in(language)["panel_stage"][one.stage.value]
    far = [Row(words["until"], day(one.until, language))] if one.until else []
    return ClearanceView(
        one.number,
        (
            Row(words["stage"], f"{stage} – {day(one.on, language)}"),
            *far,
            Row(words["for_amount"], money(one.amount, language)),
            *_changes(one, language),
        ),
    )


def _changes(one: Clearance, language: Language) -> Iterator[Row]:
    """Yield what a clearance is, since when and why, and which numbers it had, where it changed."""
    words = words_in(language)
    if one.since is None or one.reason is None:
        return
    since, why = instant(one.since, language), words["reason"][one.reason.value]
    yield Row(words["state"][one.state.value], since, note=why)
    for number in one.earlier:
        yield number_row("supersedes", number, language, linked=True)


def _workshop(label: str, party: Correspondent, language: Language) -> Row:
    branch = say("panel", "branch", language, branch=party.workshop.branch)
    return Row(label, figures(party.workshop.workshop_id, language), code=True, note=branch)


def _title(part: Kept, language: Language) -> str:
    return part.title.fa if language is Language.FA else part.title.en


def _rates(part: Kept, language: Language) -> Iterator[Row]:
    words = words_in(language)["panel_file"]
    yield Row(words["rule"], part.row, code=True)
    for rate in part.rates:
        of = slice_of(rate, language)
        yield Row(words["premium"], percent(rate.premium, language), note=of)
        yield Row(words["unemployment"], percent(rate.unemployment, language), note=of)
    sure = words_in(language)["panel_sure"][part.confidence.value]
    source = cited(part.citation, language)
    yield Row(words["source"], source, note=f"{words['sure']}: {sure}")


def _left(one: Deadline, today: date, language: Language) -> str:
    words, days = words_in(language)["panel_file"], (one.last - today).days
    if one.met is not None:
        return words["met"].format(day=day(one.met, language))
    if days == 0:
        return words["today"]
    return say("panel_file", "to_go" if days > 0 else "late", language, days=abs(days))


def _tone(one: Deadline, today: date) -> str:
    if one.late(today):
        return "invalid"
    return "valid" if one.met else "unknown"


def _delivery(one: Notified) -> tuple[str, str]:
    """Return the words and the tone of what became of a notice."""
    if one.delivered_at is not None:
        return "delivered", "valid"
    return ("failed", "invalid") if one.failure else ("pending", "unknown")
