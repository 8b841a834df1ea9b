"""Signature wrapping, by the thousand."""

from base64 import b64encode
from functools import cache
from hashlib import sha256

from lxml import etree

from schemas.xml import parse
from tests.conformance.wss.forging import Desk
from tests.conformance.wss.judge import Judge
from tests.conformance.wss.sloppy import DS, c14n
from tests.conformance.wss.wrapping import variants


def test_no_wrapping_is_accepted(desk: Desk, judge: Judge) -> None:
    """A forged Body would be acted on under the signature of another one."""
    seen, accepted = set(), []
    for variant in variants(desk):
        seen.add(sha256(variant.octets).digest())
        if judge.code(variant.octets) == "accepted":
            accepted.append(variant.name)
    assert accepted == []
    assert len(seen) >= 2_000


def test_a_verifier_that_searches_by_id_falls_for_many(desk: Desk) -> None:
    """The variants would prove nothing if no plausible verifier took any of them."""
    fooled = sum(_naive_accepts(parse(variant.octets), desk) for variant in variants(desk))
    assert fooled >= 300


def _naive_accepts(root: etree._Element, desk: Desk) -> bool:
    """Do what many verifiers do: resolve each Reference by id, anywhere, then read the Body."""
    signature = next(root.iter(f"{{{DS}}}Signature"))
    signed_info = signature.find(f"{{{DS}}}SignedInfo")
    if signed_info is None or sha256(c14n(signed_info)).digest() != _signed_info(desk):
        return False
    for reference in signed_info.findall(f"{{{DS}}}Reference"):
        found = root.xpath("//*[@*[local-name()='Id']=$name]", name=reference.get("URI")[1:])
        digest = reference.findtext(f"{{{DS}}}DigestValue")
        if not found or b64encode(sha256(c14n(found[0])).digest()).decode() != digest:
            return False
    return True


@cache
def _signed_info(desk: Desk) -> bytes:
    return sha256(c14n(next(desk.tree().iter(f"{{{DS}}}SignedInfo")))).digest()
