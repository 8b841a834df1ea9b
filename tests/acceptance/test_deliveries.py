"""What the hub tells consumers of its own accord, brought to their own systems."""

import json
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

from hub.config import Settings
from simulators.kit.wss.client import Reply
from tests.acceptance.cli import peyvand
from tests.acceptance.conftest import StandIns
from tests.acceptance.house import PEYVAND, running, variables
from tests.acceptance.mortal import Life, doors
from tests.acceptance.parties import Card, Deed, Keyring, new_message_id
from tests.acceptance.records import announcements

NOTARIES_SYSTEM, LEDGER = "notary_offices", "insurance_ledger"
CARD_REGISTRY = "commerce_card_registry"
SAID = ("--note", "letter 12/34", "--by", "A. Officer")


def _settings(settings: Settings) -> dict[str, str]:
    """Return settings as a command of the operator takes them."""
    return {name.removeprefix("PEYVAND_"): one for name, one in variables(settings).items()}


def test_a_late_answer_and_its_revocation_reach_the_notaries(
    own_settings: Callable[..., Settings], keys: Keyring, agencies: StandIns, tmp_path: Path
) -> None:
    """A notary would wait for an answer that is there, or draw up a deed on a revoked one.

    The ledger is down when he asks; their system refuses the answer twice before it takes it.
    """
    settings, message_id = own_settings(), new_message_id()
    agencies.fault(LEDGER, mode="down")
    with (
        announcements(settings.database_url) as news,
        doors(Life(settings, tmp_path / "doors.log")) as hub,
        keys.office(hub.origin) as office,
    ):
        asked: Reply = office.inquire(message_id, **Deed().fields())
        assert asked.value.State == "pending"
        agencies.reset()
        agencies.fault(NOTARIES_SYSTEM, mode="busy", calls=2)
        with running([PEYVAND, "work"], tmp_path / "work.log", variables(settings)):
            news.wait_for("deliveries", "answer delivered")
            (told,) = agencies.taken(NOTARIES_SYSTEM)
            number = told["fields"]["ReplyNo"]
            words = ("certificate", "revoke", number, "--reason", "fraud", *SAID)
            revoked = peyvand(tmp_path, *words, **_settings(settings))
            assert revoked.code == 0, revoked
            news.wait_for("deliveries", "status delivered")
    assert told["operation"] == "DeliverAnswer"
    assert (told["fields"]["RelatesTo"], told["fields"]["ReplyType"]) == (message_id, "1")
    paper = tmp_path / "certificate.xml"
    paper.write_bytes(b64decode(told["fields"]["Certificate"]))
    verified = peyvand(tmp_path, "verify", str(paper), "--trust", str(keys.trust))
    assert (verified.code, number.encode() in paper.read_bytes()) == (0, True), verified
    first, second = agencies.taken(NOTARIES_SYSTEM)
    assert first["deliveries"] == 1
    assert second["operation"] == "DeliverStatus"
    state = (second["fields"]["ReplyNo"], second["fields"]["State"], second["fields"]["Reason"])
    assert state == (number, "03", "fraud")
    assert not second["out_of_order"]
    listed = peyvand(tmp_path, "outbox", "list", "--json", **_settings(settings))
    assert listed.code == 0, listed
    assert json.loads(listed.out) == []


def test_a_revoked_clearance_is_pushed_to_the_registry(
    own_settings: Callable[..., Settings], keys: Keyring, agencies: StandIns, tmp_path: Path
) -> None:
    """A card would be renewed on a clearance that holds no longer.

    The registry answers HTTP 503 twice before it takes word of the revocation.
    """
    settings = own_settings()
    with (
        announcements(settings.database_url) as news,
        doors(Life(settings, tmp_path / "doors.log")) as hub,
        keys.chamber(hub.origin) as chamber,
    ):
        asked: Reply = chamber.inquire(new_message_id(), **Card().fields())
        number = asked.value.Certificate._value_1.findtext("{*}Number")
        agencies.fault(CARD_REGISTRY, mode="busy", calls=2)
        with running([PEYVAND, "work"], tmp_path / "work.log", variables(settings)):
            for act, reason in (("suspend", "under-review"), ("revoke", "fraud")):
                words = ("certificate", act, number, "--reason", reason, *SAID)
                acted = peyvand(tmp_path, *words, **_settings(settings))
                assert acted.code == 0, acted
            news.wait_for_all("deliveries", {"status delivered": 2})
    told = agencies.taken(CARD_REGISTRY)
    kinds = [one["event"]["type"].rpartition(".")[2] for one in told]
    assert kinds == ["suspended", "revoked"]
    assert [one["event"]["subject"] for one in told] == [number] * 2
    assert [(one["deliveries"], one["out_of_order"]) for one in told] == [(1, False)] * 2
