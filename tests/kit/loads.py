"""Loads of a policy: a few files of a test's own, and whoever loads them."""

from collections.abc import Mapping
from datetime import datetime

from hub.policies import Loading, drafted
from hub.policy.fields import Fields
from hub.store.database import Database
from hub.store.policies import NewPolicy, PolicyStore
from schemas.canonical.policy import LoadedPolicy
from tests.kit import article37 as kit
from tests.kit.messages import number

Texts = Mapping[str, str]


NEW_FIELD = '[{name = "person.photograph", transform = "whole"}]'
"""The fields of an agreement that only a later release can read."""


def later_release(known: Fields) -> Fields:
    """Return the fields of a release that knows one more of the civil registry."""
    registry = known.providers["civil_registry"]
    name = registry.fields["person.given_name"]
    wider = registry.model_copy(update={"fields": {**registry.fields, "person.photograph": name}})
    return Fields({**known.providers, "civil_registry": wider})


def loading(place: int, at: datetime = kit.NOW, by: str = "operator") -> Loading:
    """Return who loads the ``place``-th policy."""
    return Loading(by, at, number(7000 + place), bytes(32))


async def load(
    database: Database, fields: Fields, agreements: Texts, passports: Texts | None = None
) -> LoadedPolicy:
    """Load files as the next policy, whatever was there before."""

    def drafting(newest: LoadedPolicy | None) -> NewPolicy:
        version = newest.version + 1 if newest else 1
        return drafted(version, agreements, passports or {}, fields, loading(version))

    found = await PolicyStore(database).load(drafting)
    if found is None:
        raise RuntimeError("nothing was loaded")
    return found
