"""The tables of coefficients of a house: the one in force, and those that files were fixed by."""

from collections.abc import Collection, Mapping
from datetime import datetime

from hub.config import Settings
from hub.errors import HubUnavailable, Misconfigured
from hub.store.contract_files import ContractFiles
from hub.usecases.article38.model import Table, WrongTable
from hub.usecases.article38.table_parse import parse_table

FILE = "coefficients.toml"


class Tables:
    """Holds the table in force; an earlier one is read from the store once it is needed."""

    def __init__(self, current: Table, text: str, store: ContractFiles) -> None:
        self.current = current
        self._text = text
        self._store = store
        self._known: dict[str, Table] = {current.version: current}

    async def keep(self, now: datetime) -> None:
        """Keep the text of the table in force, before anything is fixed by it."""
        await self._store.keep_table(self.current.version, self._text, now)

    async def of(self, versions: Collection[str]) -> Mapping[str, Table]:
        """Return the tables of these versions; raises `HubUnavailable` where one was not kept."""
        missing = set(versions) - self._known.keys()
        if missing:
            for version, text in (await self._store.tables(missing)).items():
                self._known[version] = parse_table(FILE, text)
        if set(versions) - self._known.keys():
            raise HubUnavailable("store.no-table")
        return {one: self._known[one] for one in versions}


def open_tables(settings: Settings, store: ContractFiles) -> Tables:
    """Return the tables of a house; `Misconfigured` with all that is wrong with its own."""
    text = settings.coefficients
    try:
        return Tables(parse_table(FILE, text), text, store)
    except WrongTable as wrong:
        raise Misconfigured(f"{wrong}") from wrong
