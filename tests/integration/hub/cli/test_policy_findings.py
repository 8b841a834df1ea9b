"""``peyvand doctor`` on the policy: unreadable, ending, ended and asked under."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from psycopg import Connection

from hub.cli.finding import Finding
from hub.cli.policy_findings import policy_findings
from hub.config import Settings
from hub.policy.agreements import load_agreements
from hub.policy.agreements_model import Key, Task
from hub.store.database import Database, connect
from schemas.canonical.dates import tehran_day
from schemas.canonical.disclosure import Telling
from tests.kit.loads import NEW_FIELD, later_release, load
from tests.kit.messages import NOTARIES
from tests.kit.register import keep, line
from tests.unit.hub.policy.agreement_files import fields, written

NOW = datetime.now(UTC)
"""The doctor looks at the real clock, so the agreements here end around it."""
TODAY = tehran_day(NOW)
KEY = Key(NOTARIES.code, Task("service", "registration"), "identity-check", "civil_registry")
LONG = TODAY + timedelta(days=400)


@pytest.fixture
def connection(unruled: Database, registered: str) -> Iterator[Connection]:
    """Give a connection to a database in which no policy was ever loaded."""
    with connect(registered) as found:
        yield found


def until(last: date, **changes: str | None) -> str:
    """Return an agreement of the notaries that ends on a day."""
    days = {"valid_from": "2022-03-21", "valid_until": f"{last}"}
    return written({"consumer": f'"{NOTARIES.code}"', **days, **changes})


def found(connection: Connection) -> dict[str, Finding]:
    """Return what the doctor finds, by its subject."""
    return {one.subject: one for one in policy_findings(connection, Settings())}


def test_before_any_policy_nothing_is_wrong(connection: Connection) -> None:
    """A new installation would be called broken before its first start."""
    assert [one.ok for one in found(connection).values()] == [True]


async def test_a_policy_that_holds_is_well(unruled: Database, connection: Connection) -> None:
    """A doctor who finds fault with a sound house would not be listened to."""
    await load(unruled, fields(), {"a.toml": until(LONG)})
    findings = found(connection)
    assert findings["policy"].seen == "version 1, by operator"
    assert findings["agreements"] == Finding("agreements", ok=True, seen="1 in force")


async def test_a_policy_that_cannot_be_read_is_wrong(
    unruled: Database, connection: Connection
) -> None:
    """A process would go on under an earlier policy, and nobody would be told."""
    await load(unruled, later_release(fields()), {"a.toml": until(LONG, fields=NEW_FIELD)})
    (finding,) = found(connection).values()
    assert not finding.ok
    assert finding.seen.startswith("version 1 cannot be read by this release: a.toml: fields")


async def test_an_end_is_a_warning_until_it_has_come(
    unruled: Database, connection: Connection
) -> None:
    """An operator would learn of an end from those who are refused."""
    soon, ended = TODAY + timedelta(days=20), TODAY - timedelta(days=1)
    other = {"purpose": '"other"'}
    await load(unruled, fields(), {"a.toml": until(soon), "b.toml": until(LONG, **other)})
    finding = found(connection)["agreements"]
    assert (finding.ok, finding.warning) == (True, True)
    assert finding.seen == f"2 in force; nothing follows a on {soon} (within 30 days)"
    await load(unruled, fields(), {"a.toml": until(ended), "b.toml": until(LONG, **other)})
    assert found(connection)["agreements"] == Finding("agreements", ok=True, seen="1 in force")


async def test_one_that_has_ended_and_is_asked_under_is_wrong(
    unruled: Database, connection: Connection
) -> None:
    """A service would be refused for weeks while the doctor finds all well."""
    ended = TODAY - timedelta(days=1)
    texts = {"a.toml": until(ended), "b.toml": until(ended, purpose='"other"')}
    await load(unruled, fields(), texts)
    await keep(
        unruled,
        NOTARIES.code,
        NOW - timedelta(days=2),
        line(KEY, Telling.REFUSED, reason="agreement.hours"),
    )
    finding = found(connection)["agreements"]
    assert not finding.ok
    assert finding.seen == f"ended and still asked under: a on {ended}"
    assert "peyvand agreement load" in finding.remedy
    follows = until(LONG, valid_from=f"{TODAY}")
    await load(unruled, fields(), {**texts, "c.toml": follows})
    assert found(connection)["agreements"].ok
    assert load_agreements({"c.toml": follows}, fields()).all[0].key == KEY
