"""Probes: what every installation of an agency must answer, asked through its own gateway."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

Subjects = Mapping[str, str]
"""Whom to ask about, by name: a sandbox has its magic inputs, a live agency its test subjects."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One question to a gateway about a subject, which must be answered by what is attested.

    ``title`` says in Persian what is asked. ``ask`` raises an `AgencyError` when the answer is not
    what the contract promises for that subject, ``AssertionError`` when it is another than
    expected.
    """

    name: str
    title: str
    ask: Callable[[Any, Subjects], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Probes:
    """The probes of one agency, and whom they ask about when nobody says otherwise."""

    subjects: Subjects
    all: tuple[Probe, ...]


def probes_of(agency: str) -> Probes:
    """Return the probes in the agency's ``probes.py``; ``ModuleNotFoundError`` without one."""
    found = import_module(f"adapters.{agency}.probes")
    return Probes(found.SUBJECTS, found.PROBES)


def expect(holds: bool, what: str) -> None:
    """Raise ``AssertionError`` that says ``what`` was expected, unless it ``holds``."""
    if not holds:
        raise AssertionError(what)
