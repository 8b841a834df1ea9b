"""The authority asked over REST: its taxpayers, its contracts, and the tree of these."""

import asyncio
from pathlib import Path
from typing import Final

from adapters.base.accounts import WrongAccount
from adapters.base.connection import Connection, Credentials
from adapters.base.fresh import Fresh
from adapters.base.ports import Attested
from adapters.tax_authority import translate, wire
from adapters.tax_authority.inquiry import Inquiries, Sleep
from adapters.tax_authority.jose import Account, account_of
from adapters.tax_authority.session import Session
from adapters.tax_authority.tree import ContractTree
from schemas.canonical.contract import Page, RegisteredContract
from schemas.canonical.identifiers import EconomicCode
from schemas.canonical.taxpayer import Taxpayer

PAGE: Final = 100
"""How many contracts are asked for at once; the contract permits 200."""


class TaxAuthority:
    """`TaxpayerRegistry` by the route ``taxpayer``, `TaxContracts` by inquiries of contracts.

    `TaxContractTree` is asked of a tree of its own.
    """

    def __init__(self, connection: Connection, account: Account, sleep: Sleep) -> None:
        self._connection = connection
        self._account = account
        self._fresh = Fresh(connection.conduct, connection.freshness, connection.now)
        self._session = Session(connection, account)
        self._inquiries = Inquiries(self._session, account, connection.now, sleep)
        tree = ContractTree(connection, self._session)
        self.tree_roots, self.tree_nodes = tree.tree_roots, tree.tree_nodes
        self.contracts_by_id, self.restore = tree.contracts_by_id, tree.restore

    async def find_taxpayer(self, economic_code: EconomicCode) -> Attested[Taxpayer]:
        """Return the taxpayer; raises as `TaxpayerRegistry` says."""

        async def ask() -> Attested[Taxpayer]:
            answer = await self._session.get(f"/taxpayer?economicCode={economic_code}")
            reply = wire.read(wire.TaxpayerReply, answer)
            return self._connection.attest(translate.taxpayer_of(reply, economic_code), answer)

        return await self._fresh.read(economic_code, ask)

    async def tax_contracts(self, cursor: str | None) -> Attested[Page[RegisteredContract]]:
        """Return the page at ``cursor``; `NoSuchRecord` for a cursor the authority has dropped."""
        question = {"after": cursor, "limit": PAGE}

        async def ask() -> Attested[Page[RegisteredContract]]:
            found = await self._inquiries.ask("/contract-inquiry", question)
            reference, content, answer = found
            told = wire.parse(wire.ContractPage, content)
            page = translate.page_of(told, self._account.client, reference, cursor)
            return self._connection.attest(page, answer)

        return await self._connection.conduct.read(ask)


def build(connection: Connection, sleep: Sleep = asyncio.sleep) -> TaxAuthority:
    """Return the authority behind ``connection``, asked with the key of its credentials.

    ``key`` and ``certificate`` of the credentials are read here, once; `WrongAccount` tells what is
    wrong with them. ``sleep`` waits between two looks at an inquiry.
    """
    credentials = connection.credentials
    key, certificate = (_file(credentials, name) for name in ("key", "certificate"))
    return TaxAuthority(connection, account_of(credentials.user, key, certificate), sleep)


def _file(credentials: Credentials, name: str) -> bytes:
    """Return the file that an entry of the credentials is the path of."""
    try:
        return Path(credentials.details[name]).read_bytes()
    except (OSError, ValueError):
        raise WrongAccount(f"{name} cannot be read") from None
