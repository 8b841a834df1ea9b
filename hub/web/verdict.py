"""A judgement in people's words: the verdict, why, the checks in their order, what is proven."""

from collections.abc import Iterator
from dataclasses import dataclass

from hub.web.desk import Entry, Judged, Judgement
from hub.web.facts import expert_rows, fact_rows
from hub.web.language import Language, figures, words_in
from hub.web.states import Row, Tone, status_rows, tone_of
from schemas.canonical.status import State
from signing.verify.report import Check, Indication, Report
from signing.verify.sentences import TOGETHER, UNREADABLE, Sentence, sentence

_REGISTER = "register"
_NOT_MADE = frozenset(
    {("revocation", "not-checked"), ("timestamp", "none"), ("seal", "not-attached")}
)
"""Checks that had nothing to check, by the note that says so."""


@dataclass(frozen=True, slots=True)
class Line:
    """One check: ``mark`` is passed, failed or skipped."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """What is said of one document; ``stopped`` when checks were left out after a failed one."""

    name: str
    kind: str
    tone: Tone
    title: str
    why: str
    advice: str
    facts: tuple[Row, ...]
    register: tuple[Row, ...]
    checks: tuple[Line, ...]
    stopped: bool
    expert: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole page: the verdict on all documents together, and a card for each."""

    tone: Tone
    title: str
    why: str
    advice: str
    cards: tuple[Card, ...]


def outcome(judgement: Judgement, language: Language) -> Outcome:
    """Return what is said of everything that was handed in."""
    words = words_in(language)
    cards = tuple(_card(one, language) for one in judgement.documents)
    if judgement.apart is not None:
        said = said_of(TOGETHER, judgement.apart.detail, language)
        return Outcome(Tone.BAD, words["verdict"]["apart"], *said, cards)
    if len(cards) == 1:
        return Outcome(cards[0].tone, cards[0].title, cards[0].why, cards[0].advice, cards)
    tone = _worst([card.tone for card in cards])
    together = len([one for one in judgement.documents if one.traits]) == len(cards)
    why = words["verdict"]["several"].format(count=figures(str(len(cards)), language))
    advice = words["verdict"]["together"] if together else ""
    return Outcome(tone, words["verdict"][tone], why, advice, cards)


def _worst(tones: list[Tone]) -> Tone:
    return next((tone for tone in (Tone.BAD, Tone.OPEN) if tone in tones), Tone.GOOD)


def _card(judged: Judged, language: Language) -> Card:
    words = words_in(language)
    tone = _tone(judged)
    why, advice = _why(judged, language)
    report, entry = judged.report, judged.entry
    failed = report is not None and not report.ok
    return Card(
        name=judged.name,
        kind=words["kind"][(report.kind if report else None) or "none"],
        tone=tone,
        title=words["verdict"][tone],
        why=why,
        advice=advice,
        facts=tuple(fact_rows(report.found, language)) if report and report.found else (),
        register=tuple(status_rows(entry.status, language)) if entry else (),
        checks=tuple(_lines(report, entry, language)) if report else (),
        stopped=failed,
        expert=tuple(expert_rows(report, language)) if report else (),
    )


def _tone(judged: Judged) -> Tone:
    """Return the verdict: what the report says, then what the register says."""
    report, entry = judged.report, judged.entry
    if report is None or report.indication is Indication.INDETERMINATE:
        return Tone.OPEN
    if not report.ok or (entry and entry.differs):
        return Tone.BAD
    return tone_of(_state(entry)) if entry else Tone.GOOD


def _state(entry: Entry) -> str:
    """Return the register's word for a certificate; ``unknown`` also where it was not asked."""
    return entry.status.state if entry.status else "unknown"


def _why(judged: Judged, language: Language) -> tuple[str, str]:
    """Return why the verdict is what it is, and what to do."""
    report, entry = judged.report, judged.entry
    if report is None:
        return said_of(UNREADABLE, judged.unreadable, language)
    if not report.ok:
        return said_of(report.checks[-1].name, report.checks[-1].detail, language)
    words = words_in(language)
    if entry is None or (_finding(entry) == State.ISSUED):
        return words["valid"][report.kind or ""], words["advice"][report.kind or ""]
    finding, register = _finding(entry), words["register"]
    return register[finding], register.get(f"{finding}_do") or words["todo"][finding]


def _finding(entry: Entry) -> str:
    """Return what the register finds, by its name in the words."""
    if not entry.asked:
        return "unasked"
    return "differs" if entry.differs else _state(entry)


def said_of(check: str, detail: str, language: Language) -> tuple[str, str]:
    """Return what a failed check says and what to do, as it is done on a page.

    The page's own advice for a check stands in for the usual one, not for that of a detail.
    """
    words, rule = words_in(language), f"{check}.{detail}"
    why, do = _spoken(sentence(check, detail), language)
    _, usual = _spoken(sentence(check), language)
    own = words["instead"].get(rule) or (words["instead"].get(check) if do == usual else None)
    return words["instead_said"].get(rule, why), own or do


def _spoken(said: Sentence, language: Language) -> tuple[str, str]:
    return (said.fa, said.do_fa) if language is Language.FA else (said.en, said.do_en)


def _lines(report: Report, entry: Entry | None, language: Language) -> Iterator[Line]:
    """Yield the checks in the order in which they were made; the register's comes last.

    The report's own check of the status needs a list that nobody brought: the register stands in.
    """
    words = words_in(language)
    for check in report.checks:
        if check.name == "status":
            continue
        yield _line(check, language)
    if entry is None or not report.ok:
        return
    finding = _finding(entry)
    if finding == "unasked":
        yield Line("skipped", words["skipped"][_REGISTER])
    elif finding == State.ISSUED:
        yield Line("passed", words["check"][_REGISTER])
    else:
        yield Line("failed", words["register"][finding])


def _line(check: Check, language: Language) -> Line:
    words = words_in(language)
    if not check.ok:
        return Line("failed", said_of(check.name, check.detail, language)[0])
    if (check.name, check.detail) in _NOT_MADE:
        return Line("skipped", words["skipped"][check.name])
    return Line("passed", words["check"][check.name])
