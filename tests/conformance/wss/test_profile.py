"""What the profile accepts, and what it makes of it."""

from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree

from schemas import soap, xml
from signing.verify.wss import (
    CertificateUnfit,
    MessageRefused,
    Registered,
    load_certificate,
    verify,
)
from tests.conformance.wss.conftest import NOW, TO, certify
from tests.conformance.wss.forging import Desk, Identity, at
from tests.conformance.wss.judge import Judge, texts
from tests.conformance.wss.sloppy import EXC, WSA, sign

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
PREFIXES = (
    f'<ds:Transform Algorithm="{EXC}"><ec:InclusiveNamespaces xmlns:ec="{EXC}" '
    'PrefixList="soap xsi"/></ds:Transform>'
)


def test_the_message_is_read_as_it_was_signed(desk: Desk, judge: Judge) -> None:
    """The door would act for another sender, address, action or time than were signed."""
    message = judge.accept(desk.signed)
    assert message.to == TO
    assert message.action == "urn:x:InquireDebt"
    assert message.relates_to is None
    assert message.created == NOW
    assert message.expires == NOW + timedelta(minutes=5)
    assert message.fingerprint == load_certificate(desk.sender.cert).fingerprint
    assert texts(message.body_child)[1] == "0012345679"


def test_rsa_is_accepted(desk: Desk, judge: Judge, rsa_sender: Identity) -> None:
    """Offices whose tokens hold RSA keys would be shut out."""
    octets = desk.signed_with(key=rsa_sender.key, cert=rsa_sender.cert)
    assert judge.code(octets) == "accepted"


def test_signed_endpoints_are_accepted_when_anonymous(desk: Desk, judge: Judge) -> None:
    """Clients that always send ReplyTo (as .NET does) would be shut out."""
    root = desk.unsigned()
    reply_to = etree.SubElement(root[0], f"{{{WSA}}}ReplyTo")
    etree.SubElement(reply_to, f"{{{WSA}}}Address").text = f"{WSA}/anonymous"
    assert judge.code(sign(root, desk.recipe())) == "accepted"


def test_a_message_is_good_to_its_last_instant(desk: Desk, judge: Judge) -> None:
    """The window would be wider or narrower than what the replay cache remembers."""
    last = NOW + timedelta(minutes=5) - timedelta(microseconds=1)
    assert judge.accept(desk.signed, last).expires > last
    with pytest.raises(MessageRefused, match="expired"):
        judge.accept(desk.signed, NOW + timedelta(minutes=5))
    assert judge.accept(desk.signed, NOW - timedelta(seconds=60))
    with pytest.raises(MessageRefused, match="future"):
        judge.accept(desk.signed, NOW - timedelta(seconds=60, microseconds=1))


def test_a_certificate_is_held_to_its_period(desk: Desk) -> None:
    """A certificate that ran out, or has not begun, would still sign."""
    for start in (NOW - timedelta(days=31), NOW + timedelta(seconds=1)):
        stale = certify(desk.sender.key, start=start)
        registered: Registered = lambda _, stale=stale: load_certificate(stale.cert)  # noqa: E731
        octets = desk.signed_with(cert=stale.cert)
        with pytest.raises(MessageRefused, match="certificate-validity"):
            verify(soap.read(xml.parse(octets)), now=NOW, registered=registered)


def test_a_certificate_is_looked_up_before_anything_is_verified(desk: Desk) -> None:
    """Strangers could make the hub compute signatures, and learn whether they are good."""
    broken = desk.signed.replace(b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA")
    with pytest.raises(MessageRefused, match="unknown-certificate"):
        verify(soap.read(xml.parse(broken)), now=NOW, registered=lambda _: None)


def test_the_replay_key_outlasts_every_respelling(desk: Desk, judge: Judge) -> None:
    """A captured request would pass the replay cache in another spelling of its signature."""
    root = desk.tree()
    value = at(root, "//ds:SignatureValue")
    raw = b64decode(value.text)
    mirrored = P256_ORDER - int.from_bytes(raw[32:], "big")
    value.text = f"\n{b64encode(raw[:32] + mirrored.to_bytes(32, 'big')).decode()}\n"
    token = at(root, "//wsse:BinarySecurityToken")
    token.text = " ".join((token.text[:50], token.text[50:]))
    again = judge.accept(b"<?xml version='1.0'?>" + etree.tostring(root))
    assert again.replay_key == judge.accept(desk.signed).replay_key


def test_the_replay_key_outlasts_a_new_certificate_of_the_same_key(desk: Desk) -> None:
    """A request could be replayed under the sender's renewed certificate, whose key is the same."""
    renewed = certify(desk.sender.key, start=NOW - timedelta(hours=1))
    root = desk.tree()
    at(root, "//wsse:BinarySecurityToken").text = b64encode(renewed.cert).decode()
    loaded = {c.fingerprint: c for c in map(load_certificate, (desk.sender.cert, renewed.cert))}
    keys = {
        verify(soap.read(xml.parse(octets)), now=NOW, registered=loaded.get).replay_key
        for octets in (desk.signed, etree.tostring(root))
    }
    assert len(keys) == 1


def test_two_messages_never_share_a_replay_key(desk: Desk, judge: Judge) -> None:
    """An honest second request, or another party's copy of it, would be refused as a replay."""
    signed = [
        desk.signed_with(),
        desk.signed_with(created=NOW + timedelta(seconds=1)),
        desk.signed_with(key=desk.other.key, cert=desk.other.cert),
    ]
    assert len({judge.accept(octets).replay_key for octets in signed}) == 3


def test_a_namespace_out_of_the_signature_changes_nothing(desk: Desk, judge: Judge) -> None:
    """Whoever edits the Envelope's declarations could turn the meaning of a signed xsi:type."""
    root = desk.unsigned()
    typed = etree.tostring(root).replace(
        b"<q:Party>",
        b'<q:Party xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="p:Legal">',
    )
    open_tag = typed.index(b">")
    typed = typed[:open_tag] + b' xmlns:p="urn:x"' + typed[open_tag:]
    signed = sign(etree.fromstring(typed), desk.recipe())
    turned = signed.replace(b'xmlns:p="urn:x"', b'xmlns:p="urn:evil"')
    party = judge.accept(turned).body_child.find("{urn:x}Party")
    assert party is not None
    assert "p" not in party.nsmap


def test_white_space_in_the_signature_changes_nothing(desk: Desk, judge: Judge) -> None:
    """Senders that indent their signatures would be refused."""
    spaced = f'\r\n <ds:Transform Algorithm="{EXC}">\n</ds:Transform>\n\t'
    assert judge.code(desk.signed_with(transforms=spaced.replace("\r", "&#13;"))) == "accepted"


def test_listed_prefixes_are_part_of_what_is_signed(desk: Desk, judge: Judge) -> None:
    """Java stacks list prefixes by default; ignoring the list would refuse them or sign less."""
    recipe = replace(desk.recipe(), transforms=PREFIXES)
    assert judge.code(sign(desk.unsigned(), recipe)) == "wss.digest"


def test_an_unfit_certificate_cannot_be_registered(weak: Identity) -> None:
    """A weak or unknown key could be entered as an agency's, and then sign for it."""
    other_curve = certify(ec.generate_private_key(ec.SECP384R1()))
    for der in (weak.cert, other_curve.cert, b"junk"):
        with pytest.raises(CertificateUnfit):
            load_certificate(der)
