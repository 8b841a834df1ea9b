"""Records and packages, whole or as a stream that holds one item at a time."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hub.contracts.ocds import Json, Publisher, Version, stamp
from hub.contracts.ocds_merge import compiled, versioned
from hub.contracts.ocds_release import releases_of

Kind = Literal["releases", "records"]


@dataclass(frozen=True, slots=True)
class Package:
    """What a package says of itself: its own address, when it was published (any zone).

    ``sources`` are the addresses of the release packages that a record package was made of.
    """

    uri: str
    published_at: datetime
    sources: tuple[str, ...] = ()

    def head(self, publisher: Publisher) -> Json:
        """Return the package's fields without its releases or records."""
        head: Json = {
            "uri": self.uri,
            "version": "1.1",
            "extensions": [publisher.extension] if publisher.extension else None,
            "publishedDate": stamp(self.published_at),
            "publisher": _publisher(publisher),
            "license": publisher.license,
            "publicationPolicy": publisher.policy,
            "packages": list(self.sources) or None,
        }
        return {key: value for key, value in head.items() if value is not None}


def _publisher(publisher: Publisher) -> Json:
    """Return who publishes, in the standard's fields."""
    told = {
        "name": publisher.name,
        "scheme": publisher.scheme,
        "uid": publisher.uid,
        "uri": publisher.uri,
    }
    return {key: value for key, value in told.items() if value is not None}


def record_of(
    versions: Iterable[Version], publisher: Publisher, address: str | None = None
) -> Json:
    """Return the record of one contract: its releases, what they come to, and every change.

    The releases are embedded, or with the ``address`` of their package linked there.
    Raises ``ValueError`` as `releases_of` does, and for a contract without versions.
    """
    return record_from(releases_of(versions, publisher), address)


def record_from(releases: Sequence[Json], address: str | None = None) -> Json:
    """Return the record of one contract's releases, which are in order; `record_of`."""
    if not releases:
        raise ValueError("a record has a release at least")
    return {
        "ocid": releases[0]["ocid"],
        "releases": [*releases] if address is None else _links(releases, address),
        "compiledRelease": compiled(releases),
        "versionedRelease": versioned(releases),
    }


def _links(releases: Sequence[Json], address: str) -> list[Json]:
    """Return where each release stands in its package."""
    return [
        {"url": f"{address}#{one['id']}", "date": one["date"], "tag": one["tag"]}
        for one in releases
    ]


def lines(items: Iterable[Json]) -> Iterator[bytes]:
    """Yield releases or records as NDJSON, each line as soon as its item is there."""
    for item in items:
        yield _text(item) + b"\n"


def streamed(head: Json, kind: Kind, items: Iterable[Json]) -> Iterator[bytes]:
    """Yield a package in pieces, one for each release or record; no more than one is held.

    Raises ``ValueError`` before the first piece when there is nothing to publish: the standard has
    no empty package.
    """
    rest = iter(items)
    first = next(rest, None)
    if first is None:
        raise ValueError(f"{kind}: a package has one at least")
    yield _text(head)[:-1] + f',"{kind}":['.encode() + _text(first)
    for item in rest:
        yield b"," + _text(item)
    yield b"]}"


def _text(item: Json) -> bytes:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode()
