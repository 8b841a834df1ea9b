"""Records and packages, whole or as a stream that holds one item at a time."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hub.contracts.ocds import Json, Publisher, stamp
from hub.contracts.ocds_merge import compiled, versioned

Kind = Literal["releases", "records"]


@dataclass(frozen=True, slots=True)
class Package:
    """What a package says of itself: its own address, when it was published (any zone)."""

    uri: str
    published_at: datetime

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


def record_from(releases: Sequence[Json]) -> Json:
    """Return the record of one contract's releases, in order: what they come to, every change.

    Raises ``ValueError`` where there are none.
    """
    if not releases:
        raise ValueError("a record has a release at least")
    return {
        "ocid": releases[0]["ocid"],
        "releases": [*releases],
        "compiledRelease": compiled(releases),
        "versionedRelease": versioned(releases),
    }


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
