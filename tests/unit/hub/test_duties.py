"""The table of duties: what a deployment serves, and what it needs for it."""

from pathlib import Path

import pytest

from hub.config import Settings
from hub.duties import DUTIES, Published, build, served
from hub.errors import Misconfigured
from schemas.contracts import text_of, xsd
from tests.kit.ports import Ledger, Registry

PORTS = {
    "PersonRegistry": Registry(),
    "DebtLedger": Ledger(),
    "FirmRegistry": object(),
    "ContractFiles": object(),
}


@pytest.mark.parametrize("duty", DUTIES, ids=lambda one: one.name)
def test_a_duty_is_what_its_line_says(duty: Published) -> None:
    """A case would be stored under a duty whose road nobody finds again."""
    settings = Settings(duties=(duty.name,))
    made = build(duty, settings, PORTS)
    assert made.name == duty.name
    assert made.deadlines == settings.deadlines[duty.name]
    assert f'targetNamespace="{duty.namespace}"'.encode() in text_of(duty.xsd)
    assert f'name="{duty.inquiry}Request"'.encode() in text_of(duty.xsd)
    assert xsd(duty.xsd)


@pytest.mark.parametrize("duty", [one for one in DUTIES if one.soap], ids=lambda one: one.name)
def test_a_service_is_what_its_contract_says(duty: Published) -> None:
    """A consumer's programme would be made for another operation, at another address."""
    assert f'"{duty.namespace}:{duty.inquiry}"'.encode() in text_of(duty.wsdl)
    assert f"http://127.0.0.1:8080{duty.path}".encode() in text_of(duty.wsdl)


@pytest.mark.parametrize("missing", ["PersonRegistry", "DebtLedger", "FirmRegistry"])
def test_a_missing_agency_is_named_before_a_port_opens(missing: str) -> None:
    """A hub would start and answer no inquiry of a duty, and nobody know why."""
    ports = {name: gateway for name, gateway in PORTS.items() if name != missing}
    (card,) = served(["commerce-card"])
    with pytest.raises(Misconfigured, match=rf"no enabled agency offers {missing}"):
        build(card, Settings(), ports)


@pytest.mark.parametrize("names", [[], ["article39"], ["article37", "x"]])
def test_what_is_served_is_known(names: list[str]) -> None:
    """A slip of the pen would leave a door closed in silence."""
    with pytest.raises(Misconfigured, match="duties"):
        served(names)


def test_a_deployment_may_serve_some() -> None:
    """A deployment without a registry of firms could serve no notary either."""
    assert [one.name for one in served(["article37"])] == ["article37"]
    assert [one.name for one in served(["commerce-card", "article37"])] == [
        "article37",
        "commerce-card",
    ]


@pytest.mark.parametrize("text", ["dissolved_firm = 1", "dissolved_firm"])
def test_a_deployment_s_choices_are_checked(text: str, tmp_path: Path) -> None:
    """A wrong choice would be found out with the first dissolved firm."""
    (tmp_path / "commerce-card.toml").write_text(text)
    (card,) = served(["commerce-card"])
    with pytest.raises(Misconfigured, match=r"commerce-card\.toml"):
        build(card, Settings(config_dir=tmp_path), PORTS)
