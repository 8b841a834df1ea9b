"""What one version of a contract says, in the standard's fields; pure."""

from datetime import date, datetime
from typing import Any

from hub.contracts import ocds_life
from hub.contracts.ocds import (
    IDENTIFIERS,
    LEGAL_SCHEME,
    Json,
    Publisher,
    Version,
    first_moment,
    is_person,
    last_moment,
    party_id,
)
from hub.contracts.ocds_life import present, value
from hub.contracts.withholding import total_of
from schemas.canonical.dates import tehran_day
from schemas.canonical.identifiers import LegalId, NationalId


def told_at(version: Version) -> datetime:
    """Return when the last word of a version reached the hub; ``ValueError`` when nothing did."""
    stated = [field.said_at for field in version.contract.fields.values()]
    if not stated:
        raise ValueError("a contract of which nobody says anything cannot be published")
    return max(stated)


def state(version: Version, publisher: Publisher, at: datetime) -> Json:
    """Return all that a version says, without the release's own id, date and tag.

    ``at`` is the instant it is told for: by it the contract is pending, active or terminated.
    """
    ocid = publisher.ocid(version.contract)
    said = {name: field.value for name, field in version.contract.fields.items()}
    assigner, contractor = said.get("assigner"), said.get("contractor")
    return present(
        {
            "ocid": ocid,
            "language": "fa",
            "initiationType": "tender",
            "parties": _parties(version, publisher, assigner, contractor),
            "buyer": _reference(version, publisher, assigner),
            "planning": present({"budget": _budget(said)}),
            "awards": [_award(version, publisher, said)],
            "contracts": [_contract(version, publisher, said, tehran_day(at))],
        }
    )


def _budget(said: Json) -> Json:
    """Return which money of the state's budget the contract is paid from."""
    return present({"id": said.get("budget_code"), "projectID": said.get("project")})


def _parties(version: Version, publisher: Publisher, assigner: Any, contractor: Any) -> list[Json]:
    """Return both parties, or one with both roles."""
    roles: dict[Any, list[str]] = {}
    for party, role in ((assigner, "buyer"), (contractor, "supplier")):
        if party is not None:
            roles.setdefault(party, []).append(role)
    return [_party(version, publisher, party, named) for party, named in roles.items()]


def _party(
    version: Version, publisher: Publisher, party: LegalId | NationalId, roles: list[str]
) -> Json:
    """Return a party; of a natural person nothing but a hash."""
    reference = _reference(version, publisher, party)
    identifier = None if is_person(party) else {"scheme": LEGAL_SCHEME, "id": party}
    return present({**reference, "identifier": identifier, "roles": roles})


def _reference(version: Version, publisher: Publisher, party: Any) -> Json:
    """Return a party's id, and a firm's name where one is known."""
    if party is None:
        return {}
    name = None if is_person(party) else version.names.get(party)
    return present({"id": party_id(party, publisher.secret), "name": name})


def _period(said: Json, ends: date | None) -> Json:
    """Return the contract's days, up to the day on which it ends."""
    starts = said.get("starts_on")
    return present({"startDate": first_moment(starts), "endDate": last_moment(ends)})


def _award_id(version: Version, publisher: Publisher, contractor: Any) -> str:
    """Return the award's id, of which the supplier is part: another supplier is another award."""
    supplier = "unknown" if contractor is None else party_id(contractor, publisher.secret)
    return f"{publisher.ocid(version.contract)}-award-{supplier}"


def _award(version: Version, publisher: Publisher, said: Json) -> Json:
    """Return the award to the contractor; the registers do not tell the day of the decision."""
    contractor = said.get("contractor")
    supplier = _reference(version, publisher, contractor)
    return present(
        {
            "id": _award_id(version, publisher, contractor),
            "status": "cancelled" if version.contract.withdrawn else "active",
            "value": value(said.get("amount")),
            "suppliers": [supplier] if supplier else [],
            "contractPeriod": _period(said, said.get("ends_on")),
        }
    )


def _contract(version: Version, publisher: Publisher, said: Json, on: date) -> Json:
    """Return the contract; its id is its number, or where none is stated one of ours.

    Value and period are as amended; the award has them as first agreed.
    """
    number = said.get("number")
    extended = publisher.extension is not None
    ours = {
        "identifiers": _identifiers(said),
        "materials": value(said.get("materials")),
        "subContracts": ocds_life.sub_contracts(said, publisher),
    }
    return present(
        {
            "id": number or unnumbered(publisher.ocid(version.contract)),
            "awardID": _award_id(version, publisher, said.get("contractor")),
            "title": title(number),
            "description": said.get("subject"),
            "status": _status(version, said, on),
            "period": _period(said, ocds_life.amended_end(said)),
            "value": value(total_of(version.contract)),
            "items": ocds_life.items(said),
            "dateSigned": first_moment(said.get("signed_on")),
            "amendments": ocds_life.amendments(said, extended=extended),
            "implementation": _implementation(version, publisher, said),
            **(ours if extended else {}),
        }
    )


def _implementation(version: Version, publisher: Publisher, said: Json) -> Json:
    """Return what was done and paid, from the buyer to the supplier."""
    extended = publisher.extension is not None
    payer = _reference(version, publisher, said.get("assigner"))
    payee = _reference(version, publisher, said.get("contractor"))
    return present(
        {
            "transactions": ocds_life.transactions(said, payer, payee, extended=extended),
            "milestones": ocds_life.milestones(said, extended=extended),
        }
    )


def _identifiers(said: Json) -> list[Json]:
    """Return the names that other registers have for the contract."""
    told = ((scheme, said.get(field)) for field, scheme in IDENTIFIERS.items())
    return [{"scheme": scheme, "id": id_} for scheme, id_ in told if id_ is not None]


def unnumbered(ocid: str) -> str:
    """Return the id of a contract whose number nobody states."""
    return f"{ocid}-contract"


def title(number: Any) -> str | None:
    """Return the title of a contract of that number."""
    return f"قرارداد شماره {number}" if number else None


def _status(version: Version, said: Json, on: date) -> str:
    """Return the code of the standard's list ``contractStatus`` on that day."""
    starts, ends = said.get("starts_on"), ocds_life.amended_end(said)
    if version.contract.withdrawn:
        return "cancelled"
    if ends is not None and ends < on:
        return "terminated"
    return "pending" if starts is not None and starts > on else "active"
