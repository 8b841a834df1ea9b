"""Trees of hashes as JSON, as they are told and kept; hashes are in hexadecimal; pure."""

from collections.abc import Mapping
from typing import Any, Final

from schemas.canonical.hash_tree import (
    DIGITS,
    EMPTY,
    Answer,
    Answers,
    Bucket,
    Children,
    Leaf,
    Roots,
)

Json = dict[str, Any]
_DIGITS_OF_HASH: Final = 2 * len(EMPTY)


def write_roots(roots: Roots) -> Json:
    """Return roots as JSON."""
    return {"levels": roots.levels, "hashes": [one.hex() for one in roots.hashes]}


def read_roots(told: Mapping[str, Any]) -> Roots:
    """Return the roots in JSON of `write_roots`; ``ValueError`` for what is none."""
    levels = told["levels"]
    if type(levels) is not int or levels < 1:
        raise ValueError("levels")
    return Roots(levels, _hashes(told["hashes"]))


def write_answers(answers: Answers) -> Json:
    """Return what stands below nodes as JSON, by prefix."""
    return {prefix: _write(one) for prefix, one in answers.items()}


def read_answers(told: Mapping[str, Any]) -> dict[str, Answer]:
    """Return the answers in JSON of `write_answers`; ``ValueError`` for what is none."""
    return {prefix: _read(one) for prefix, one in told.items()}


def _write(answer: Answer) -> Json:
    if isinstance(answer, Children):
        return {"hashes": [one.hex() for one in answer.hashes]}
    return {
        "contracts": [
            {"source_id": one.source_id, "revision": one.revision, "digest": one.digest.hex()}
            for one in answer.leaves
        ]
    }


def _read(told: Mapping[str, Any]) -> Answer:
    if "hashes" in told:
        return Children(_hashes(told["hashes"]))
    leaves = (
        Leaf(str(one["source_id"]), int(one["revision"]), _hash(one["digest"]))
        for one in told["contracts"]
    )
    return Bucket(tuple(leaves))


def _hashes(told: list[str]) -> tuple[bytes, ...]:
    if len(told) != len(DIGITS):
        raise ValueError("hashes")
    return tuple(map(_hash, told))


def _hash(told: str) -> bytes:
    if len(told) != _DIGITS_OF_HASH:
        raise ValueError("hash")
    return bytes.fromhex(told)
