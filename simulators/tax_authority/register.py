"""What the authority has on record, as it tells it: taxpayers, and contracts page by page."""

import json
import re
from typing import Any

from simulators.kit.contract_life import Life
from simulators.kit.contracts import Contract, Entry, contracts
from simulators.kit.people import Firm
from simulators.kit.population import Population
from simulators.tax_authority.holdings import Holdings
from simulators.tax_authority.people import CURSORS, MAGIC

_CURSOR = re.compile(r"c([0-9]{1,9})", re.ASCII)
_PERSON = re.compile(r"([0-9]{10})0001", re.ASCII)
_SUSPENDED = 40  # one firm in so many


class NoSuchCursor(Exception):
    """No page begins there."""


class Register:
    """The taxpayers and contracts of a population, and the magic ones."""

    def __init__(self, people: Population) -> None:
        self._people = people
        self._magic = {one.economic_code: one for one in MAGIC.values()}
        listed = [(one, one.tax) for one in contracts(people)]
        told = [(one, entry) for one, entry in listed if entry is not None]
        self._first = [_told(*one) for one in sorted(told, key=lambda one: one[1].changed)]
        self.forget()

    def forget(self) -> None:
        """Hold the contracts of the start."""
        self.holdings = Holdings(self._first)

    def alter(self, body: bytes) -> None:
        """Alter the contracts: ``{"lose": [numbers], "say": [contracts as they are told]}``."""
        told = json.loads(body)
        for number in told.get("lose", ()):
            self.holdings.lose(number)
        for one in told.get("say", ()):
            self.holdings.register(one)

    def taxpayer(self, code: str) -> dict[str, str] | None:
        """Return who is behind an economic code, None for nobody."""
        if code in self._magic:
            return self._magic[code].reply
        if code in self._people.firms:
            firm = self._people.firms[code]
            status = "SUSPENDED" if int(code) % _SUSPENDED == 0 else "ACTIVE"
            return _standing(firm.name, status, code)
        found = _PERSON.fullmatch(code)
        person = self._people.people.get(found[1]) if found else None
        if person is None:
            return None
        name = f"{person.given_name} {person.family_name}"
        return _standing(name, "CLOSED" if person.died else "ACTIVE", person.national_id)

    def memory(self, memory: str) -> dict[str, str] | None:
        """Return who is behind a tax memory: the firms have them in their order."""
        firms = list(self._people.firms.values())
        if not memory.startswith("F") or not memory[1:].isdigit() or int(memory[1:]) >= len(firms):
            return None
        firm = firms[int(memory[1:])]
        told = _standing(firm.name, "", firm.legal_id)
        del told["taxpayerStatus"]
        return {**told, "fiscalStatus": "ACTIVE", "economicCode": firm.legal_id}

    def page(self, after: str | None, limit: int) -> tuple[list[dict[str, Any]], str | None]:
        """Return the contracts after a cursor, and the cursor after them, None at the end."""
        start = 0
        if after is not None and after not in CURSORS:
            found = _CURSOR.fullmatch(after)
            if found is None or int(found[1]) > len(self.holdings):
                raise NoSuchCursor
            start = int(found[1])
        told, end = self.holdings.after(start, limit)
        return told, f"c{end}" if end < len(self.holdings) else None


def _standing(name: str, status: str, owner: str) -> dict[str, str]:
    """Return a taxpayer as the authority tells him."""
    return {"nameTrade": _arabic(name), "taxpayerStatus": status, "nationalId": owner}


def _told(contract: Contract, entry: Entry) -> dict[str, Any]:
    """Return a contract as the authority tells it."""
    party = contract.contractor
    return {
        "crn": entry.key,
        "revision": entry.revision,
        "contractNumber": contract.number,
        "subject": _arabic(contract.subject),
        "employerNationalId": contract.assigner.legal_id,
        "contractorNationalId": party.legal_id if isinstance(party, Firm) else party.national_id,
        "amount": entry.amount,
        "contractDate": _day(contract.signed),
        "startDate": _day(contract.starts),
        "endDate": _day(contract.ends),
        "budgetCode": entry.other_key or None,
        "status": "WITHDRAWN" if entry.withdrawn else "REGISTERED",
        **({} if contract.life is None else _lists(contract.life)),
    }


def _lists(life: Life) -> dict[str, Any]:
    """Return what the authority knows of a contract's later life: from invoices and contracts."""
    return {
        "amendments": [
            {
                "number": one.number,
                "date": _day(one.signed),
                "amountChange": one.change,
                "endDate": _day(one.ends) if one.ends else None,
                "subject": _arabic(one.subject),
            }
            for one in life.amendments
        ],
        "payments": [
            {
                "number": one.number,
                "date": _day(one.paid),
                "gross": one.due,
                "withheld": one.withheld,
                "last": one.last,
            }
            for one in life.months
        ],
        "subContracts": [
            {
                "number": one.number,
                "contractorNationalId": one.contractor.legal_id,
                "amount": one.amount,
                "date": _day(one.signed),
            }
            for one in life.subcontracts
        ],
    }


def _day(day: int) -> str:
    """Return a Jalali day with its strokes."""
    text = str(day)
    return f"{text[:4]}/{text[4:6]}/{text[6:]}"


def _arabic(text: str) -> str:
    """Return ``text`` with the Arabic yeh and kaf that the authority stores."""
    return text.replace("ی", "ي").replace("ک", "ك")
