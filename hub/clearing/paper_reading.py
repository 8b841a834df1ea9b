"""The register of paper forms read: minutes, what forms came to, and what a paper is worth."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from hub.clearing.gate import Admitted, Asking, Gate
from hub.clearing.paper import FIELD, SUBJECT
from hub.clearing.paper_minutes import facts_of
from hub.clearing.proof import ReceiptBook, told
from hub.clearing.reading import Read
from hub.store.paper_forms import PaperForms
from hub.usecases.article38.paper.judge import Judgement, Paper, judge
from hub.usecases.article38.paper.register import Register
from hub.usecases.article38.paper.serials import SerialForm
from hub.usecases.article38.paper.terms import PaperTerms
from schemas.canonical.paper_form import Span, Tally

COUNTS = ("delivered", "issued", "returned", "spoiled", "voided", "late", "missing")
SPANS = 100
"""Spans of missing forms that a summary names at most."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which minutes or branches are asked for; ``after`` is a position in the order of minutes."""

    province: str | None = None
    branch: str | None = None
    after: int = 0
    limit: int = 50


class PaperShelf:
    """What anybody in the house may read of the register; raises `HubUnavailable`."""

    def __init__(self, store: PaperForms, terms: PaperTerms) -> None:
        self.store = store
        self.terms = terms

    async def judged(self, paper: Paper) -> Judgement:
        """Return what a paper clearance is worth."""
        return judge(paper, Register(await self.store.over(paper.serial)), self.terms)

    async def minutes(self, asked: Asked) -> dict[str, Any]:
        """Return a page of minutes as it is told, and where the next one begins."""
        found = await self.store.page(
            province=asked.province, branch=asked.branch, after=asked.after, limit=asked.limit
        )
        following = found[-1].position if len(found) == asked.limit else None
        return {"minutes": [facts_of(one) for one in found], "next": following}

    async def summary(self, asked: Asked) -> dict[str, Any]:
        """Return what forms came to by branch, in all, and which of one branch are missing."""
        found = await self.store.tallies(self.terms.return_by.day, asked.province, asked.branch)
        rows = [_counted(one) for one in found]
        summed = {name: sum(row[name] for row in rows) for name in COUNTS}
        made: dict[str, Any] = {"branches": rows, "total": summed}
        if asked.branch is not None:
            missing = await self.store.missing(asked.branch, asked.province, SPANS)
            made["missing_forms"] = [self._span(one) for one in missing]
        return made

    def _span(self, span: Span) -> dict[str, Any]:
        write = self.terms.serial.write
        return {
            "first": write(span.series, span.first),
            "last": write(span.series, span.last),
            "forms": span.forms,
        }


class PaperReading:
    """The register to consumers; every method raises what `Gate.admit` does."""

    def __init__(self, gate: Gate, shelf: PaperShelf, book: ReceiptBook) -> None:
        self.shelf = shelf
        self._gate = gate
        self._book = book

    @property
    def serial(self) -> SerialForm:
        """How serials are written."""
        return self.shelf.terms.serial

    async def minutes(self, asking: Asking, asked: Asked) -> Read:
        """Return a page of minutes."""
        admitted = await self._admitted(asking)
        return await self._kept(admitted, await self.shelf.minutes(asked))

    async def summary(self, asking: Asking, asked: Asked) -> Read:
        """Return what forms came to."""
        admitted = await self._admitted(asking)
        return await self._kept(admitted, await self.shelf.summary(asked))

    async def judgement(self, asking: Asking, paper: Paper) -> Read:
        """Return what a paper clearance is worth."""
        admitted = await self._admitted(asking)
        return await self._kept(admitted, judged_facts(await self.shelf.judged(paper)))

    async def _admitted(self, asking: Asking) -> Admitted:
        return await self._gate.admit(asking, (SUBJECT,), FIELD)

    async def _kept(self, admitted: Admitted, found: dict[str, Any]) -> Read:
        """Keep the receipt of an answer."""
        answer = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
        said = told(admitted, (SUBJECT,), {FIELD: "whole"}, ())
        number = await self._book.kept(admitted, said, sha256(answer).digest())
        return Read(answer, (number,), admitted.usages)


def judged_facts(judgement: Judgement) -> dict[str, Any]:
    """Return a judgement as it is told: the verdict, why, in both languages, and its clause."""
    ground = judgement.ground
    return {
        "verdict": ground.verdict.value,
        "why": judgement.why,
        **ground.words._asdict(),
        "clause": ground.clause,
        "replaced_by": judgement.replaced_by,
    }


def _counted(tally: Tally) -> dict[str, Any]:
    counts = {name: getattr(tally, name) for name in COUNTS}
    return {"province": tally.province, "branch": tally.branch, **counts}
