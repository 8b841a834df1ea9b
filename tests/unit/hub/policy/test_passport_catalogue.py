"""The shipped catalogue: every service there is, sound, and with nothing invented."""

from datetime import date

import pytest

from hub.config import Settings
from hub.policy.agreements import load_agreements
from hub.policy.passport_check import lacks
from hub.policy.passports import Passport, Term
from schemas.canonical.text import fold

DAY = date(2026, 11, 22)
SERVICES = {
    "insured": """
        medical-centres identity-inquiry active-relation bank-account insured-electronic-file
        wage-history combined-history history-to-institutions objection-missing-days
        objection-missing-history job-titles average-wage monthly-history-sms booklet-request
        treatment-entitlement marriage-allowance-entitlement marriage-allowance-request
        marriage-allowance-amount sickness-wage unemployment pregnancy-allowance
        orthosis-prosthesis funeral-allowance short-term-follow-up workplace-inspections
        inspection-request military-service-purchase pension-estimate dependants-view
        dependants-enrol
    """,
    "employer": """
        workshop-enrolment workshop-inspections inspection-objection claim-orders
        correspondence-notices workshop-debt monthly-list premium-payment new-worker-number
        debt-turnover order-objection hearing-date article37 article38 article38-clearance
        licence-clearance commerce-card loan-clearance mortgage-clearance clearance-notification
    """,
    "pensioner": """
        payslip pension-account salary-certificate pension-order pensioner-electronic-file
        instalment-deduction-certificate pension-calculation dependants-view dependants-enrol
    """,
    "agency": "article37 article38 commerce-card",
    "everyone": """
        registration medical-appointments branch-appointments medical-commissions iranians-abroad
        electronic-notification insurance-questions medical-questions
    """,
}
TERMS = {
    "article37": (15, "entry"),
    "article38": (1, "collection"),
    "article38-clearance": (1, "collection"),
    "clearance-notification": (1, "collection"),
    "commerce-card": (3, "request"),
    "insurance-questions": (3, "request"),
    "medical-questions": (7, "request"),
}
"""The deadlines that are known; every other is told in the steps, none, or unknown."""


@pytest.fixture(scope="module")
def settings() -> Settings:
    """Give the settings of an installation that overrides nothing."""
    return Settings(config_dir=None)


@pytest.fixture(scope="module")
def catalogue(settings: Settings) -> dict[str, Passport]:
    """Give the shipped passports by code."""
    return {one.code: one for one in settings.passports}


@pytest.mark.parametrize("audience", SERVICES)
def test_every_service_has_its_passport(catalogue: dict[str, Passport], audience: str) -> None:
    """A service that people use would be in no list, or in a wrong one."""
    found = {code for code, one in catalogue.items() if audience in one.audience}
    assert found == set(SERVICES[audience].split())


def test_the_shipped_catalogue_lacks_nothing(settings: Settings) -> None:
    """A release would ask agencies for what no agreement covers."""
    texts = settings.policy_files("hub.policy", "agreements")
    agreements = load_agreements(texts, settings.provider_fields)
    assert lacks(settings.passports, agreements, DAY) == ()
    assert len([need for one in settings.passports for need in one.needs]) > 15


def test_only_known_deadlines_are_promised(catalogue: dict[str, Passport]) -> None:
    """People would hold the organization to a number of days that nobody laid down."""
    told = {
        code: (one.deadline.days, one.deadline.start.value)
        for code, one in catalogue.items()
        if isinstance(one.deadline, Term)
    }
    assert told == TERMS
    windows = {code: one.window for code, one in catalogue.items() if isinstance(one.window, Term)}
    assert {code: (one.days, one.start.value) for code, one in windows.items()} == {
        "order-objection": (30, "notice")
    }


def test_the_promises_are_those_the_clock_keeps(
    settings: Settings, catalogue: dict[str, Passport]
) -> None:
    """The page would promise another day than the one the worker answers by."""
    for duty, deadlines in settings.deadlines.items():
        term = catalogue[duty].deadline
        assert isinstance(term, Term)
        assert term.days == deadlines.answer_days


def test_no_two_services_have_one_title(catalogue: dict[str, Passport]) -> None:
    """Somebody would open the wrong one of two."""
    for texts in (
        [fold(one.title.fa) for one in catalogue.values()],
        [fold(one.title.en) for one in catalogue.values()],
    ):
        assert len(texts) == len(set(texts)) == len(catalogue)


def test_what_has_no_days_says_it_in_its_steps(catalogue: dict[str, Passport]) -> None:
    """A page would point to the steps, and there would be no term in them."""
    pointing = [one for one in catalogue.values() if "steps" in {one.deadline, one.window}]
    assert len(pointing) >= 4
    for one in pointing:
        said = " ".join(step.en for step in one.steps)
        assert "month" in said, one.code


def test_what_needs_no_request_has_no_request(catalogue: dict[str, Passport]) -> None:
    """A service that comes by itself would ask people to come for it."""
    silent = {code for code, one in catalogue.items() if one.presence == "none"}
    assert silent == {"monthly-history-sms", "clearance-notification"}
