"""Contracts written as packages of OCDS: one file, a package a line, or a folder of packages.

Only one package's frame and a page of contracts are held, whatever the number of contracts.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from itertools import chain, islice
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from hub.contracts.ocds import Json, Publisher
from hub.contracts.ocds_package import Package, record_from, streamed
from hub.sharing.told import published
from hub.store.contract_export import Span
from hub.store.contract_feed import Change

_OF_A_LINE = 100
_OF_A_FILE = 1_000
_LINES = (".jsonl", ".ndjson")


class Layout(Enum):
    """How an export lies on disk."""

    FILE = "one package in one file"
    LINES = "a package of a hundred contracts on each line"
    FOLDER = "packages of a thousand contracts, a file each"


def layout_of(path: Path) -> Layout:
    """Return the layout that a path asks for by the end of its name."""
    if path.suffix in _LINES:
        return Layout.LINES
    return Layout.FILE if path.suffix == ".json" and not path.is_dir() else Layout.FOLDER


@dataclass(slots=True)
class Export:
    """An export of a span by a publisher; counts what it has written.

    ``carried`` returns by positions what imported versions among some tell beside our words.
    """

    publisher: Publisher
    span: Span
    carried: Callable[[list[Change]], Mapping[int, Json]] = lambda _: {}
    contracts: int = 0
    releases: int = 0

    def write(self, path: Path, histories: Iterable[list[Change]]) -> list[Path]:
        """Write the contracts with these versions and return the files; none for no contract.

        A file or folder is there whole or not at all. Raises ``OSError``.
        """
        records = self._records(histories)
        match layout_of(path):
            case Layout.FILE:
                return _placed(path, self._whole(records))
            case Layout.LINES:
                return _placed(path, self._lines(records))
            case Layout.FOLDER:
                return self._folder(path, records)

    def _records(self, histories: Iterable[list[Change]]) -> Iterator[Json]:
        for changes in histories:
            releases = published(changes, self.publisher, carried=self.carried(changes))
            if releases:
                self.contracts += 1
                self.releases += len(releases)
                yield record_from(releases)

    def _whole(self, records: Iterable[Json]) -> Iterator[bytes]:
        """Yield one package of all records in pieces; nothing where there is none."""
        for some in _chunks(records, None):
            yield from self._package(some, 1)

    def _package(self, records: Iterable[Json], number: int) -> Iterator[bytes]:
        return streamed(self._head(number), "records", records)

    def _lines(self, records: Iterable[Json]) -> Iterator[bytes]:
        for number, some in enumerate(_chunks(records, _OF_A_LINE), 1):
            yield b"".join(self._package(some, number)) + b"\n"

    def _folder(self, path: Path, records: Iterable[Json]) -> list[Path]:
        """Write packages into a folder that becomes ``path`` when it is whole."""
        draft = path.with_name(f"{path.name}.part")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        names = []
        with _discarded_unless_whole(draft):
            for number, some in enumerate(_chunks(records, _OF_A_FILE), 1):
                names.append(f"contracts-{number:06}.json")
                _placed(draft / names[-1], self._package(some, number))
        if not names:
            draft.rmdir()
            return []
        draft.replace(path)
        return [path / name for name in names]

    def _head(self, number: int) -> Json:
        """Return a package's frame; the same span of the same hub has the same."""
        name = f"{self.publisher.uri}{self.publisher.prefix}/{self.span.after}-{self.span.head}"
        address = f"urn:uuid:{uuid5(NAMESPACE_URL, f'{name}/{number}')}"
        return Package(address, self.span.at).head(self.publisher)


def _chunks(records: Iterable[Json], size: int | None) -> Iterator[Iterator[Json]]:
    """Yield records by so many, none of them held; each lot is to be taken before the next."""
    rest = iter(records)
    for first in rest:
        yield chain([first], islice(rest, None if size is None else size - 1))


@contextmanager
def _discarded_unless_whole(draft: Path) -> Iterator[None]:
    """Remove a draft that something ended: on a full disk it would keep what room there is."""
    try:
        yield
    except BaseException:
        if draft.is_dir():
            shutil.rmtree(draft, ignore_errors=True)
        else:
            draft.unlink(missing_ok=True)
        raise


def _placed(path: Path, pieces: Iterable[bytes]) -> list[Path]:
    """Write ``pieces`` to a file that takes its place when it is whole; no pieces, no file."""
    draft = path.with_name(f"{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    with _discarded_unless_whole(draft), draft.open("wb") as file:
        file.writelines(pieces)
        empty = file.tell() == 0
    if empty:
        draft.unlink()
        return []
    draft.replace(path)
    return [path]
