"""What waits for an operator, in words: which contracts may be meant, and what speaks for each."""

from dataclasses import dataclass

from hub.contracts.explain import in_english, in_persian
from hub.contracts.resolve import Ambiguous
from hub.contracts.scale import Scale
from hub.sharing.results import read_candidates
from hub.store.contracts import WaitingEntry
from hub.web.language import Language, instant
from hub.web.panel.show import registers, say


@dataclass(frozen=True, slots=True)
class Proposal:
    """A contract that may be meant, and in words how alike it is."""

    ocid: str
    words: str


@dataclass(frozen=True, slots=True)
class Wait:
    """A register's entry that waits; ``number`` tells forms of one page apart."""

    number: int
    source: str
    source_id: str
    said: str
    since: str
    lead: str
    counts: str
    proposals: tuple[Proposal, ...]


def wait_of(number: int, entry: WaitingEntry, scale: Scale, language: Language) -> Wait:
    """Return an entry as the page tells it; the words name no value of the contract."""
    candidates = read_candidates(entry.candidates)
    tell = in_persian if language is Language.FA else in_english
    lead, *each = tell(Ambiguous(candidates), scale)
    name = registers([entry.source], language)
    at = instant(entry.said_at, language)
    return Wait(
        number,
        entry.source,
        entry.source_id,
        say("panel_contracts", "said", language, source=name),
        say("panel_contracts", "since", language, at=at),
        lead,
        say("panel_contracts", "counts_in", language, ocid=entry.ocid) if entry.ocid else "",
        tuple(
            Proposal(one.ocid, said.removeprefix(f"{one.ocid}: "))
            for one, said in zip(candidates, each, strict=True)
        ),
    )
