"""What a receipt says was told, as people read it in two languages."""

from dataclasses import replace

from hub.policy.agreements_model import Transform
from hub.policy.disclosure_words import in_english, in_persian
from hub.policy.fields import shipped_fields
from schemas.canonical.disclosure import Disclosed, Telling
from tests.vectors.certificates.receipts import lookup_receipt, refused_receipt

TOLD, LEDGER, SILENT = lookup_receipt().disclosed
(REFUSED,) = refused_receipt().disclosed


def persian(one: Disclosed) -> str:
    return in_persian("notary-registry", one, shipped_fields())


def test_it_says_who_asked_under_what_and_what_he_was_told() -> None:
    """A person would not learn from a receipt what was told about him, or why."""
    assert in_english("notary-registry", TOLD) == (
        "notary-registry asked civil_registry for registration (account-registration)"
        " under Social Security Act (1354), Article 37 (agreement 6061626364656667);"
        " named person.given_name, person.birth_date;"
        " told person.given_name (whole), person.birth_date (age-band), person.alive (yes-no);"
        " withheld person.father_name, person.death_date"
    )
    assert persian(TOLD) == (
        "notary-registry از سازمان ثبت احوال برای registration (account-registration)"
        " به استناد Social Security Act (1354), Article 37 (توافق 6061626364656667) پرسید؛"
        " نام‌برده: «نام»، «تاریخ تولد»؛"
        " گفته شد: «نام» (کامل)، «تاریخ تولد» (بازهٔ سنی)، «در قید حیات بودن» (آری یا نه)؛"
        " گفته نشد: «نام پدر»، «تاریخ فوت»"
    )


def test_a_refusal_says_its_code_and_that_nothing_was_agreed() -> None:
    """A refused question would read as one that was answered under an agreement."""
    english, said = in_english("a-bank", REFUSED), persian(REFUSED)
    assert " under no agreement; named person.given_name" in english
    assert english.endswith("; it was refused (agreement.none)")
    assert " بی هیچ توافقی پرسید؛ نام‌برده: «نام»" in said
    assert said.endswith("؛ پذیرفته نشد (agreement.none)")


def test_each_outcome_without_a_field_has_its_own_words() -> None:
    """A silent provider would look like one that knows nobody of that name."""
    silent = [replace(SILENT, outcome=outcome) for outcome in Telling]
    assert len({in_english("a", one) for one in silent}) == len(Telling)
    assert len({persian(one) for one in silent}) == len(Telling)


def test_every_form_has_a_persian_word() -> None:
    """A Persian reader would be shown a code of ours for the form."""
    for form in Transform:
        said = persian(replace(LEDGER, told={"debt.total": str(form)}))
        assert f"({form})" not in said


def test_what_is_no_more_on_the_list_stands_as_it_is() -> None:
    """A receipt of years ago could not be read, since a field or provider of it is gone."""
    gone = replace(
        LEDGER, told={"debt.gone": "whole"}, asked=replace(LEDGER.asked, provider="gone")
    )
    assert "debt.gone (کامل)" in persian(gone)
    assert "از gone برای" in persian(gone)
