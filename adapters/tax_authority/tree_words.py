"""The words of the authority's tree, to and from ours; pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from adapters.base.errors import AgencyBrokeContract
from adapters.tax_authority import wire
from adapters.tax_authority.part_words import told_parts
from adapters.tax_authority.translate import contract_of
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.dates import jalali
from schemas.canonical.hash_tree import Answer, Bucket, Children, Leaf, Roots

_CRN: Final = re.compile("[0-9]{1,12}", re.ASCII)


def is_crn(source_id: str) -> bool:
    """Tell whether the authority can have a contract of this number."""
    return _CRN.fullmatch(source_id) is not None


def roots_of(told: wire.TreeRoots) -> Roots:
    """Return roots."""
    return Roots(told.levels, tuple(map(bytes.fromhex, told.hashes)))


def answers_of(told: wire.TreeNodes, asked: Sequence[str]) -> dict[str, Answer]:
    """Return what stands below nodes; `AgencyBrokeContract` (``other-nodes``, ``node``)."""
    found = {one.prefix: _answer(one) for one in told.nodes}
    if len(found) != len(told.nodes) or found.keys() != set(asked):
        raise AgencyBrokeContract(wire.AGENCY, "other-nodes")
    return found


def contracts_of(told: wire.Contracts, asked: Collection[str]) -> tuple[RegisteredContract, ...]:
    """Return contracts that were asked for by their numbers.

    Raises `AgencyBrokeContract`: ``other-contracts``, ``contract-repeated``, and those of
    `contract_of`.
    """
    found = tuple(contract_of(one) for one in told.contracts)
    numbers = {one.source_id for one in found}
    if len(numbers) != len(found):
        raise AgencyBrokeContract(wire.AGENCY, "contract-repeated")
    if not numbers <= set(asked):
        raise AgencyBrokeContract(wire.AGENCY, "other-contracts")
    return found


def restored_of(told: wire.Restored, given: Mapping[str, object]) -> tuple[str, ...]:
    """Return what is registered again; `AgencyBrokeContract` (``other-contracts``)."""
    if not set(told.restored) <= given.keys():
        raise AgencyBrokeContract(wire.AGENCY, "other-contracts")
    return told.restored


def told(contract: RegisteredContract) -> dict[str, Any] | None:
    """Return a contract in the authority's words, None where these do not tell it whole."""
    found = {
        "crn": contract.source_id,
        "revision": contract.revision,
        "contractNumber": contract.number,
        "subject": contract.subject,
        "employerNationalId": contract.assigner,
        "contractorNationalId": contract.contractor,
        "amount": contract.amount,
        "contractDate": _day(contract.signed_on),
        "startDate": _day(contract.starts_on),
        "endDate": _day(contract.ends_on),
        "budgetCode": contract.budget_code,
        "status": "WITHDRAWN" if contract.withdrawn else "REGISTERED",
        **told_parts(contract),
    }
    try:
        again = contract_of(wire.Contract.model_validate(found))
    except (AgencyBrokeContract, ValueError):
        return None
    return found if again == contract else None


def _answer(node: wire.TreeNode) -> Answer:
    """Return what stands below one node: one of its two members, and only one."""
    if node.hashes is not None and node.contracts is None:
        return Children(tuple(map(bytes.fromhex, node.hashes)))
    if node.contracts is not None and node.hashes is None:
        leaves = (Leaf(one.crn, one.revision, bytes.fromhex(one.digest)) for one in node.contracts)
        return Bucket(tuple(leaves))
    raise AgencyBrokeContract(wire.AGENCY, "node")


def _day(day: date) -> str:
    return jalali(day)
