"""What every installation of the tax authority must answer."""

from typing import Final

from adapters.base.ports import Attested, TaxContracts, TaxContractTree, TaxpayerRegistry
from adapters.base.probe import Probe, Subjects, expect
from schemas.canonical.contract import Page, RegisteredContract
from schemas.canonical.hash_tree import Answers, Roots
from schemas.canonical.identifiers import parse_economic_code
from schemas.canonical.taxpayer import Standing, Taxpayer

SUBJECTS: Final[Subjects] = {
    "active": "99900100297",
    "natural": "99800100290001",
}
"""Economic codes of an ``active`` firm and of an active ``natural`` person."""


async def _firm(gateway: TaxpayerRegistry, subjects: Subjects) -> Attested[Taxpayer]:
    """Ask how a firm stands."""
    return await _standing(gateway, subjects["active"])


async def _person(gateway: TaxpayerRegistry, subjects: Subjects) -> Attested[Taxpayer]:
    """Ask how a person stands."""
    return await _standing(gateway, subjects["natural"])


async def _standing(gateway: TaxpayerRegistry, code: str) -> Attested[Taxpayer]:
    """Ask how a taxpayer in good standing stands."""
    found = await gateway.find_taxpayer(parse_economic_code(code))
    expect(found.value.standing is Standing.ACTIVE, "a taxpayer in good standing")
    return found


async def _contracts(gateway: TaxContracts, _: Subjects) -> Attested[Page[RegisteredContract]]:
    """Ask for the first contracts."""
    found = await gateway.tax_contracts(None)
    expect(len(found.value.items) > 0, "at least one contract")
    return found


async def _roots(gateway: TaxContractTree, _: Subjects) -> Attested[Roots]:
    """Ask for the roots of the tree of contracts."""
    return await gateway.tree_roots()


async def _nodes(gateway: TaxContractTree, _: Subjects) -> Attested[Answers]:
    """Ask what stands below its first partition."""
    return await gateway.tree_nodes(("0",))


async def _by_id(gateway: TaxContractTree, _: Subjects) -> Attested[tuple[RegisteredContract, ...]]:
    """Ask for a contract that nobody has."""
    found = await gateway.contracts_by_id(("0",))
    expect(found.value == (), "no contract of number 0")
    return found


async def _restore(gateway: TaxContractTree, _: Subjects) -> Attested[tuple[str, ...]]:
    """Give nothing back: the door is there, and nothing is written."""
    return await gateway.restore(())


PROBES: Final = (
    Probe("firm", "وضعیت مؤدی حقوقی", _firm),
    Probe("person", "وضعیت مؤدی حقیقی", _person),
    Probe("contracts", "نخستین قراردادهای ثبت‌شده", _contracts),
    Probe("roots", "ریشه‌های درخت قراردادها", _roots),
    Probe("nodes", "گره‌های درخت قراردادها", _nodes),
    Probe("by-id", "قرارداد به شماره", _by_id),
    Probe("restore", "بازگرداندن هیچ قراردادی", _restore),
)
