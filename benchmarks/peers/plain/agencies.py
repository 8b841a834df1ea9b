"""The two agencies: the civil registry with zeep, the debt ledger with requests."""

from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from zeep import Client
from zeep.transports import Transport

_TIMEOUT = (1.0, 2.0)
_ARABIC = str.maketrans({"ي": "ی", "ك": "ک"})


class AgencyFailed(Exception):
    """An agency gave no usable answer."""


@dataclass(frozen=True)
class Person:
    national_id: str
    given_name: str
    family_name: str
    deceased: bool


@dataclass(frozen=True)
class Debt:
    """Amounts in rials."""

    workshop_id: str
    branch: str
    workshop_name: str
    definite: int
    divisible: int
    indivisible: int

    @property
    def total(self) -> int:
        return self.definite + self.divisible + self.indivisible


def _session(connections: int) -> requests.Session:
    session = requests.Session()
    session.mount("http://", HTTPAdapter(pool_connections=4, pool_maxsize=connections))
    session.trust_env = False
    return session


class CivilRegistry:
    """``getEstelam3`` by its WSDL."""

    def __init__(self, url: str, wsdl: str, connections: int) -> None:
        transport = Transport(session=_session(connections), operation_timeout=_TIMEOUT[1])
        client = Client(wsdl, transport=transport)
        self._service: Any = client.create_service("{http://est}EstelamPortBinding", url)

    def find(self, national_id: str, birth_date: str) -> Person:
        """Return the person, or raise `AgencyFailed` with the registry's message."""
        born = int(birth_date.replace("/", ""))
        asked = {"birthDate": born, "nin": int(national_id)}
        result = self._service.getEstelam3(arg0="", arg1="", arg2="", arg3="", arg4=asked)
        if result.message:
            raise AgencyFailed(result.message[0])
        if result.nin != int(national_id) or result.birthDate != born:
            raise AgencyFailed("another person")
        return Person(
            national_id=f"{result.nin:010}",
            given_name=result.name.decode(),
            family_name=result.family.decode(),
            deceased=bool(result.deathStatus),
        )


class DebtLedger:
    """``workshop-debit`` over REST."""

    def __init__(self, url: str, connections: int) -> None:
        self._url = url
        self._session = _session(connections)

    def debt_of(self, workshop_id: str, branch: str) -> Debt:
        """Return the debt, or raise `AgencyFailed`."""
        path = f"/workshop-services/workshop-debit/{workshop_id}/{branch}"
        response = self._session.get(self._url + path, timeout=_TIMEOUT)
        response.raise_for_status()
        found = response.json()
        if found["status"] != 0:
            raise AgencyFailed(found["result"])
        try:
            amounts = [int(found[f"amount{n}"].replace(",", "")) for n in (1, 2, 3)]
        except ValueError as error:
            raise AgencyFailed("no amount") from error
        return Debt(workshop_id, branch, found["workshopName"].translate(_ARABIC), *amounts)
