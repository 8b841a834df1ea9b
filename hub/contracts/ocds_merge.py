"""Releases of one process become one, as the standard merges them.

https://standard.open-contracting.org/1.1/en/schema/merging/ : objects merge field by field, lists
of objects by ``id``, other lists and values replace, null removes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hub.contracts.ocds import Json

OMITTED = frozenset({"id", "date", "tag"})
"""Fields of a release that are about the release, not the contract."""
WHOLE = frozenset({"additionalIdentifiers", "additionalClassifications", "identifiers"})
"""Lists of objects that replace each other whole: two of the standard's, one of our extension."""


@dataclass(frozen=True, slots=True)
class Item:
    """A step into a list: the item of that id, or where it has none, of that place."""

    id: str | int | None
    place: tuple[int, int] | None = None


Path = tuple[str | Item, ...]
Leaves = dict[Path, Any]


def leaves(node: Json, turn: int = 0, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every value of ``node`` with its path; ``turn`` tells releases' nameless items apart.

    An empty object or list has no value.
    """
    for key, value in node.items():
        here = (*path, key)
        if isinstance(value, dict):
            yield from leaves(value, turn, here)
        elif not isinstance(value, list) or _is_whole(key, value):
            yield here, value
        else:
            for place, item in enumerate(value):
                name = item.get("id")
                step = Item(name) if name is not None else Item(None, (turn, place))
                yield from leaves(item, turn, (*here, step))


def _is_whole(key: str, value: list[Any]) -> bool:
    """Tell whether a list replaces the one before it."""
    return key in WHOLE or any(not isinstance(item, dict) for item in value)


def built(values: Mapping[Path, Any], *, nulls: bool = False) -> Json:
    """Return the object of which ``values`` are the leaves; without ``nulls`` they are left out."""
    root: Json = {}
    items: dict[Path, Json] = {}
    for path, value in values.items():
        if value is not None or nulls:
            _put(root, items, path, value)
    return root


def _put(root: Json, items: dict[Path, Json], path: Path, value: Any) -> None:
    """Set one value, making the objects and lists on the way to it.

    Raises ``TypeError`` or ``AttributeError`` where releases have an object and a value in one
    place.
    """
    node: Any = root
    for end, step in enumerate(path[:-1], 1):
        if isinstance(step, Item):
            if path[:end] not in items:
                items[path[:end]] = {} if step.id is None else {"id": step.id}
                node.append(items[path[:end]])
            node = items[path[:end]]
        else:
            node = node.setdefault(step, [] if isinstance(path[end], Item) else {})
    if isinstance(node.get(path[-1]), dict | list):
        raise TypeError("a value stands where an object stood")
    if not _is_name(path):
        node[path[-1]] = value


class Merging:
    """What the releases of one process come to, release by release."""

    def __init__(self) -> None:
        self._told: Leaves = {}
        self._turn = 0

    def add(self, release: Json) -> Json:
        """Return the compiled release with a further ``release``, which is the newest.

        An object that nulls have emptied is left out. Raises ``TypeError`` or ``AttributeError``
        for a release that has a value where an earlier one has an object; it does not count then.
        """
        told = {**self._told, **dict(leaves(_body(release), self._turn))}
        head = {"tag": ["compiled"], "id": f"{release['ocid']}-{release['date']}"}
        found = {**head, "date": release["date"], **built(told)}
        self._told, self._turn = told, self._turn + 1
        return found


def compiled(releases: Iterable[Json]) -> Json:
    """Return the compiled release of one process's releases, which come oldest first.

    Raises as `Merging.add` does.
    """
    merging = Merging()
    found: Json = {}
    for release in releases:
        found = merging.add(release)
    return found


def versioned(releases: Iterable[Json]) -> Json:
    """Return the versioned release: every value that a field ever had, with its release."""
    told: Leaves = {}
    ocid = None
    for turn, release in enumerate(releases):
        ocid = release["ocid"]
        source = {
            "releaseID": release["id"],
            "releaseDate": release["date"],
            "releaseTag": release["tag"],
        }
        for path, value in leaves(_body(release), turn):
            if path == ("ocid",) or _is_name(path):
                told[path] = value
            elif path not in told or told[path][-1]["value"] != value:
                told.setdefault(path, []).append({**source, "value": value})
    return {"ocid": ocid, **built(told)}


def _is_name(path: Path) -> bool:
    """Tell whether a path is the id of a list's item, which has no versions."""
    return len(path) > 1 and path[-1] == "id" and isinstance(path[-2], Item)


def _body(release: Json) -> Json:
    """Return what a release says of its process."""
    return {key: value for key, value in release.items() if key not in OMITTED}
