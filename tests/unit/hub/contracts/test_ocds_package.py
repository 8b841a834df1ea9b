"""Packages of the standard, whole and as a stream."""

import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest

from hub.contracts.ocds_package import Package, record_from, streamed
from hub.contracts.ocds_release import releases_of
from tests.unit.hub.contracts.made_ocds import PUBLISHER, extended, version

PACKAGE = Package("https://hub.example/ocds/1", datetime(2026, 11, 22, tzinfo=UTC))
HEAD = PACKAGE.head(PUBLISHER)


class _Counted:
    """Releases of as many contracts as are asked for, counted as they are taken."""

    def __init__(self, size: int) -> None:
        self.taken = 0
        self._size = size

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for number in range(self._size):
            self.taken += 1
            yield from releases_of([version(ocid=f"{number:07}")], PUBLISHER)


def test_a_streamed_package_is_the_whole_package() -> None:
    """What is streamed would not be what a package of the standard is."""
    releases = list(_Counted(5))
    text = b"".join(streamed(HEAD, "releases", releases))
    assert json.loads(text) == {**HEAD, "releases": releases}


def test_no_more_is_taken_than_was_read() -> None:
    """A slow reader would make the hub hold a million contracts."""
    source = _Counted(50)
    pieces = streamed(HEAD, "releases", source)
    assert len(list(islice(pieces, 10))) == 10
    assert source.taken <= 10


def test_memory_does_not_grow_with_the_export() -> None:
    """An export of all contracts would be as large in memory as on the wire."""

    def peak(size: int) -> int:
        tracemalloc.start()
        written = sum(map(len, streamed(HEAD, "releases", _Counted(size))))
        (_, most), _ = tracemalloc.get_traced_memory(), tracemalloc.stop()
        assert written > size * 500
        return most

    peak(20)
    assert peak(1_000) < peak(50) + 200_000


def test_an_empty_package_is_refused_before_it_begins() -> None:
    """A reader would get a package that the standard does not know."""
    with pytest.raises(ValueError, match="releases: a package has one at least"):
        next(streamed(HEAD, "releases", []))


def test_a_record_without_versions_is_refused() -> None:
    """A record would say nothing of a contract."""
    with pytest.raises(ValueError, match="a release at least"):
        record_from([])


def test_the_head_says_who_publishes() -> None:
    """Nobody could tell whose package it is, or by which licence."""
    address = "https://hub.example/e/extension.json"
    assert PACKAGE.head(extended(address)) == {
        "uri": "https://hub.example/ocds/1",
        "version": "1.1",
        "extensions": [address],
        "publishedDate": "2026-11-22T00:00:00.000000Z",
        "publisher": {"name": PUBLISHER.name, "uri": PUBLISHER.uri},
        "license": PUBLISHER.license,
    }
    assert "extensions" not in HEAD
