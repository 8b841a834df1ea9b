"""Named forgeries of what a receipt says was told, by a stranger and by one who has the key."""

from collections.abc import Callable

import pytest
from lxml import etree

from schemas.xml import parse
from signing.canonicalize import canonical
from signing.profile import prepare_receipt
from signing.verify import verify_document
from signing.xades import sign
from tests.conformance.xades.resign import one, resign
from tests.vectors.certificates.receipts import case_receipt, lookup_receipt
from tests.vectors.certificates.samples import NOW, pki

GENUINE = sign(prepare_receipt(lookup_receipt()), pki().signer, NOW).xml
OTHER = sign(prepare_receipt(case_receipt()), pki().signer, NOW).xml
R = "{urn:peyvand:receipt:1}"
Forge = Callable[[etree._Element], None]


def told_added(root: etree._Element) -> None:
    told = one(root, f"{R}Told")
    added = etree.Element(f"{R}Told", form="whole")
    added.text = "person.family_name"
    told.addnext(added)


def form_changed(root: etree._Element) -> None:
    root.findall(f".//{R}Told")[1].set("form", "whole")


def withheld_dropped(root: etree._Element) -> None:
    withheld = one(root, f"{R}Withheld")
    one(root, f"{R}Disclosure").remove(withheld)


def withheld_moved_to_told(root: etree._Element) -> None:
    withheld = one(root, f"{R}Withheld")
    withheld.tag = f"{R}Told"
    withheld.set("form", "whole")


def disclosure_dropped(root: etree._Element) -> None:
    root.remove(root.findall(f"{R}Disclosure")[1])


def disclosures_swapped(root: etree._Element) -> None:
    first, second, *_ = root.findall(f"{R}Disclosure")
    second.addnext(first)


def disclosure_of_another_receipt(root: etree._Element) -> None:
    one(root, f"{R}State").addnext(one(parse(OTHER), f"{R}Disclosure"))


def text(name: str, said: str) -> Forge:
    """Return the change of the first element ``name`` to another text."""

    def forge(root: etree._Element) -> None:
        one(root, f"{R}{name}").text = said

    return forge


def agreement_dropped(root: etree._Element) -> None:
    disclosure = one(root, f"{R}Disclosure")
    for name in ("Agreement", "Article"):
        disclosure.remove(one(disclosure, f"{R}{name}"))


def article_dropped(root: etree._Element) -> None:
    one(root, f"{R}Disclosure").remove(one(root, f"{R}Article"))


def asked_in_clear(root: etree._Element) -> None:
    one(root, f"{R}SubjectDigest").text = "9980000001"


def told_twice(root: etree._Element) -> None:
    root.findall(f".//{R}Told")[1].text = "person.given_name"


def due_without_a_case(root: etree._Element) -> None:
    due = etree.Element(f"{R}DueAt", jalali="1405/09/16")
    due.text = "2026-12-07T12:00:00+03:30"
    one(root, f"{R}AnsweredAt").addprevious(due)


BY_A_STRANGER: list[Forge] = [
    told_added,
    form_changed,
    withheld_dropped,
    withheld_moved_to_told,
    disclosure_dropped,
    disclosures_swapped,
    disclosure_of_another_receipt,
    agreement_dropped,
    text("Agreement", "0" * 64),
    text("Article", "Article 38"),
    text("Purpose", "another-purpose"),
    text("SubjectDigest", "0" * 64),
    text("Outcome", "not-found"),
    text("Asked", "person.alive"),
]
BY_ONE_WITH_THE_KEY: list[Forge] = [
    article_dropped,
    asked_in_clear,
    told_twice,
    due_without_a_case,
    text("Withheld", "person.alive"),
    text("Asked", "9980000001"),
    text("State", "whispered"),
]


def named(forgeries: list[Forge]) -> list[str]:
    """Return names that are the same in every process."""
    return [f"{place}-{forge.__name__}" for place, forge in enumerate(forgeries)]


@pytest.mark.parametrize("forge", BY_A_STRANGER, ids=named(BY_A_STRANGER))
def test_no_receipt_says_more_less_or_other_than_was_signed(forge: Forge) -> None:
    """Somebody would prove with our signature that he was told what he was not."""
    root = parse(GENUINE)
    forge(root)
    assert canonical(root) != GENUINE
    report = verify_document(canonical(root), policy=pki().policy, at=NOW)
    assert (report.ok, report.checks[-1].name) == (False, "digest")
    assert report.found is None


@pytest.mark.parametrize("forge", BY_ONE_WITH_THE_KEY, ids=named(BY_ONE_WITH_THE_KEY))
def test_what_no_receipt_can_say_is_refused_whoever_signed_it(forge: Forge) -> None:
    """A hub gone wrong would put a personal number into a receipt, and it would pass."""
    root = parse(GENUINE)
    forge(root)
    report = verify_document(resign(root, pki().signer), policy=pki().policy, at=NOW)
    assert (report.ok, report.checks[-1].name) == (False, "schema")
    assert report.found is None


def test_signing_anew_without_a_change_is_accepted() -> None:
    """The refusals above would be for the forger's tools, not for the change."""
    assert verify_document(resign(parse(GENUINE), pki().signer), policy=pki().policy, at=NOW).ok
