"""The page of one contract: every field with who said it, disagreements side by side, versions."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from hub.sharing.written import read_joined
from hub.store.contract_feed import Change
from hub.store.contract_files import ContractFiles
from hub.store.panel_reads import Chosen, PanelContracts
from hub.web.language import Language, instant, words_in
from hub.web.panel.guard import Visit
from hub.web.panel.refusals import nothing
from hub.web.panel.said import changed, field_rows, part_rows, sides
from hub.web.panel.show import registers, say
from hub.web.states import Row
from schemas.canonical.contract import JoinedContract

_VERSIONS: Final = 20


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a contract: its number, when it was made, and what changed in it."""

    title: str
    at: str
    changed: str


class ContractPage:
    """Shows one contract."""

    def __init__(self, contracts: PanelContracts, files: ContractFiles) -> None:
        self._contracts = contracts
        self._files = files

    async def show(self, visit: Visit) -> Response:
        """Return the page; ids of natural persons stand whole here, and in no list."""
        language, ocid = visit.language, visit.ocid
        kept = await self._contracts.versions(ocid, _VERSIONS + 1)
        if not kept:
            raise nothing()
        contract = read_joined(ocid, kept[0].body)
        choices = await self._contracts.choices(ocid)
        labels = words_in(language)["panel_field"]
        return visit.page(
            "contract.html",
            ocid=ocid,
            withdrawn=contract.withdrawn,
            rows=field_rows(contract, language),
            parts=list(part_rows(contract, language)),
            apart=[(labels[one.field], sides(one, language)) for one in contract.disagreements],
            names=list(_names(contract, language)),
            versions=list(_versions(kept, language)),
            choices=[_choice(one, language) for one in choices],
            has_file=bool(await self._files.acts(ocid)),
        )


def _names(contract: JoinedContract, language: Language) -> Iterator[Row]:
    """Yield what registers call a contract."""
    for source, ids in contract.sources.items():
        for one in ids:
            yield Row(registers([source], language), one, code=True)


def _versions(kept: Sequence[Change], language: Language) -> Iterator[Version]:
    """Yield versions, the newest first; the oldest one of many is there to compare with alone."""
    words = words_in(language)["panel_contract"]
    told = [json.loads(one.body)["fields"] for one in kept]
    for place, one in enumerate(kept[:_VERSIONS]):
        before = told[place + 1] if place + 1 < len(kept) else None
        names = changed(before, told[place], language)
        what = f"{words['changed']} {names}" if names else words["same"]
        yield Version(
            say("panel_contract", "version", language, version=one.version),
            instant(one.changed_at, language),
            words["begun"] if before is None else what,
        )


def _choice(one: Chosen, language: Language) -> Row:
    label = f"{registers([one.source], language)} {one.source_id}"
    words = words_in(language)["panel_contract"]["chosen"]
    at = instant(one.chosen_at, language)
    return Row(label, words.format(by=one.chosen_by, at=at, reason=one.reason))
