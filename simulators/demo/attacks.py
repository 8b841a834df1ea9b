"""A message that must be refused, sent by whoever sends such things, and what it is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter

import httpx
from lxml import etree

from simulators.demo.words import Kind, Result, Told, difference

XML = "text/xml; charset=utf-8"
_NS = "{urn:peyvand:article37:1}"


@dataclass(frozen=True, slots=True)
class Attack:
    """A message as it goes over the wire, and the refusal it must get: code, rule, field."""

    kind: Kind
    about: str
    body: bytes
    refusal: tuple[str, ...]
    headers: Mapping[str, str] = field(
        default_factory=lambda: {
            "Content-Type": XML,
            "SOAPAction": '"urn:peyvand:article37:1:InquireDebt"',
        }
    )


def send(attack: Attack, endpoint: str, client: httpx.Client) -> Result:
    """Return what the door says to an attack."""
    expected = Told("fault", attack.refusal)
    started = perf_counter()
    try:
        response = client.post(endpoint, content=attack.body, headers=dict(attack.headers))
        told = refused(response.content)
    except httpx.HTTPError as error:
        told = Told("fault", (type(error).__name__, str(error)))
    waited = (perf_counter() - started) * 1_000
    return Result(
        attack.kind, attack.about, expected, told, waited, problem=difference(expected, told)
    )


def refused(response: bytes) -> Told:
    """Return a Fault's own words: the code and, where there are any, the rule and the field.

    An answer that is none of the contract's Refusals, or lacks a language, tells that instead.
    """
    try:
        refusal = next(etree.fromstring(response).iter(f"{_NS}Refusal"), None)
    except etree.XMLSyntaxError:
        return Told("fault", ("not XML",))
    if refusal is None:
        return Told("fault", ("no Refusal in it",))
    languages = {text.get("lang") for text in refusal.iter(f"{_NS}Text") if text.text}
    if languages != {"fa", "en"}:
        return Told("fault", ("not said in both languages",))
    parts = (refusal.findtext(f"{_NS}{name}") for name in ("Code", "Rule", "Field"))
    return Told("fault", tuple(part for part in parts if part))
