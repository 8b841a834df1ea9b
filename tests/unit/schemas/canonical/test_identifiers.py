"""Identifiers: what a valid one is, what each refusal is called, and which slips get through."""

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from schemas.canonical import identifiers as ids
from schemas.canonical.identifiers import InvalidIdentifier
from schemas.canonical.text import persian_digits
from simulators.kit import identifiers as kit

national_ids = st.one_of(
    st.integers(0, kit.PEOPLE - 1).map(kit.national_id),
    st.integers(0, 999_998).map(kit.short_national_id),
)
legal_ids = st.integers(0, kit.FIRMS - 1).map(kit.legal_id)
postal_codes = st.integers(0, 10**10).map(kit.postal_code)
digit_strings = st.text("0123456789", max_size=14)
DIGIT = st.sampled_from("0123456789")

PARSERS: dict[str, Callable[[str], str]] = {
    "national-id": ids.parse_national_id,
    "legal-id": ids.parse_legal_id,
    "workshop-id": ids.parse_workshop_id,
    "branch-code": ids.parse_branch_code,
    "postal-code": ids.parse_postal_code,
    "notary-office": ids.parse_notary_office,
    "mobile": ids.parse_mobile,
}
RULES = {
    "national-id": ("digits", "repeated-digit", "zero-serial", "check-digit"),
    "legal-id": ("digits", "zero-serial", "check-digit"),
    "workshop-id": ("digits", "zero"),
    "branch-code": ("digits", "zero"),
    "postal-code": ("digits", "pattern"),
    "notary-office": ("five-characters",),
    "mobile": ("form",),
}


def _follows_the_national_rule(text: str) -> bool:
    """Tell what the published rule says, in other words: weighted sum with the check digit."""
    digits = [int(c) for c in text]
    rest = sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    checks = digits[9] == rest if rest < 2 else digits[9] + rest == 11
    return checks and len(set(text)) > 1 and text[3:9].strip("0") != ""


def _follows_the_legal_rule(text: str) -> bool:
    """Tell what the published rule says of a legal id, in other words."""
    weights, shift = [29, 27, 23, 19, 17] * 2, int(text[9]) + 2
    plain = sum(int(c) * w for c, w in zip(text[:10], weights, strict=True))
    rest = (plain + shift * sum(weights)) % 11
    return int(text[10]) == (0 if rest == 10 else rest) and text[3:9].strip("0") != ""


def _accepts(parse: Callable[[str], str], text: str) -> bool:
    try:
        return parse(text) == text
    except InvalidIdentifier:
        return False


@given(national_ids, legal_ids)
def test_valid_ones_are_taken_as_they_are(national: str, legal: str) -> None:
    """A person or firm with a right number would be turned away at the notary's."""
    assert ids.parse_national_id(national) == national
    assert ids.parse_legal_id(legal) == legal


@given(st.text("0123456789", min_size=10, max_size=10))
def test_any_ten_digits_follow_the_rule_or_are_refused(text: str) -> None:
    """The rule here and the published one would differ on some number."""
    assert _accepts(ids.parse_national_id, text) == _follows_the_national_rule(text)


@given(st.text("0123456789", min_size=11, max_size=11))
def test_any_eleven_digits_follow_the_rule_or_are_refused(text: str) -> None:
    """The rule here and the published one would differ on some firm's number."""
    assert _accepts(ids.parse_legal_id, text) == _follows_the_legal_rule(text)


@given(national_ids, st.integers(0, 9), DIGIT)
def test_one_wrong_digit_of_a_national_id(text: str, place: int, digit: str) -> None:
    """A slip of one digit would name another person unseen, where the rule can show it."""
    assume(text[place] != digit)
    slipped = text[:place] + digit + text[place + 1 :]
    assert _accepts(ids.parse_national_id, slipped) == _follows_the_national_rule(slipped)


@given(legal_ids, st.integers(0, 10), DIGIT)
def test_one_wrong_digit_of_a_legal_id(text: str, place: int, digit: str) -> None:
    """A slip of one digit would name another firm unseen, where the rule can show it."""
    assume(text[place] != digit)
    slipped = text[:place] + digit + text[place + 1 :]
    assert _accepts(ids.parse_legal_id, slipped) == _follows_the_legal_rule(slipped)


@given(st.integers(0, 999_998), st.integers(0, 2))
def test_lost_zeros_come_back(number: int, lost: int) -> None:
    """A person whose id starts with zeros would be unknown once a system had dropped them."""
    text = kit.short_national_id(number)
    assert ids.parse_national_id(text[lost:]) == text


@given(st.sampled_from(sorted(PARSERS)), digit_strings)
def test_persian_digits_read_like_ascii_ones(kind: str, text: str) -> None:
    """A number typed on a Persian keyboard would be another number, or none."""
    parse = PARSERS[kind]

    def outcome(value: str) -> str:
        try:
            return parse(value)
        except InvalidIdentifier as refused:
            return refused.rule

    assert outcome(persian_digits(text)) == outcome(f" {text}\n") == outcome(text)


@given(st.sampled_from(sorted(PARSERS)), st.text(min_size=1))
def test_whatever_is_typed_the_value_stays_unsaid(kind: str, text: str) -> None:
    """A refusal that quotes the number would carry personal data into the logs."""
    said = ""
    try:
        PARSERS[kind](text)
    except InvalidIdentifier as refused:
        said = str(refused)
    assert said in {"", *(f"{kind}.{rule}" for rule in RULES[kind])}


@pytest.mark.parametrize("digit", "0123456789")
def test_ten_equal_digits(digit: str) -> None:
    """Ten equal digits pass the check digit and are nobody's number."""
    with pytest.raises(InvalidIdentifier) as caught:
        ids.parse_national_id(digit * 10)
    assert caught.value.rule == "national-id.repeated-digit"


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        ("national-id", "", "digits"),
        ("national-id", "1234567", "digits"),
        ("national-id", "12345678901", "digits"),
        ("national-id", "90000 0001", "digits"),
        ("national-id", "²²²²²²²²²²", "digits"),
        ("national-id", kit.with_national_check("901000000"), "zero-serial"),
        ("national-id", kit.national_id(5)[:9] + "x", "digits"),
        ("national-id", "9000000060", "check-digit"),
        ("legal-id", "9900000001", "digits"),
        ("legal-id", "990000000100", "digits"),
        ("legal-id", kit.with_legal_check("9900000001"), "zero-serial"),
        ("legal-id", "11111111111", "check-digit"),
        ("workshop-id", "", "digits"),
        ("workshop-id", "12345678901", "digits"),
        ("workshop-id", "12-34", "digits"),
        ("workshop-id", "0000000000", "zero"),
        ("branch-code", "12345", "digits"),
        ("branch-code", "0", "zero"),
        ("postal-code", "134567891", "digits"),
        ("notary-office", "1234", "five-characters"),
        ("notary-office", "123456", "five-characters"),
        ("notary-office", "12 45", "five-characters"),
        ("notary-office", "۱۲۳۴ش", "five-characters"),
        ("mobile", "", "form"),
        ("mobile", "0812345678", "form"),
        ("mobile", "02112345678", "form"),
        ("mobile", "0981234567", "form"),
        ("mobile", "098123456789", "form"),
        ("mobile", "+980981234567", "form"),
        ("mobile", "00989812345678x", "form"),
    ],
)
def test_each_refusal_has_its_name(kind: str, text: str, rule: str) -> None:
    """The notary would be told the wrong reason, or a number that is none would pass."""
    with pytest.raises(InvalidIdentifier) as caught:
        PARSERS[kind](text)
    assert caught.value.rule == f"{kind}.{rule}"


@given(st.integers(0, 10**9 - 1), st.sampled_from(["0", "", "98", "+98", "0098"]))
def test_one_number_in_all_its_forms(number: int, prefix: str) -> None:
    """One citizen's number, written as his phone shows it, would be taken for another."""
    assert ids.parse_mobile(f"{prefix}9{number:09}") == f"09{number:09}"


@given(postal_codes)
def test_postal_codes_of_the_pattern(text: str) -> None:
    """A workshop named by its address could not be asked about."""
    assert ids.parse_postal_code(text) == text


@given(postal_codes, st.data())
def test_each_place_of_a_postal_code_has_its_digits(text: str, data: st.DataObject) -> None:
    """A digit that the postal company never gives at its place would be let through."""
    place = data.draw(st.integers(0, 9))
    never = "02" if place < 4 else "025" if place == 4 else "2"
    wrong = text[:place] + data.draw(st.sampled_from(never)) + text[place + 1 :]
    with pytest.raises(InvalidIdentifier) as caught:
        ids.parse_postal_code(wrong)
    assert caught.value.rule == "postal-code.pattern"


@pytest.mark.parametrize("digit", "13456789")
def test_four_equal_leading_digits(digit: str) -> None:
    """A postal code of four equal leading digits is filler, not a place."""
    with pytest.raises(InvalidIdentifier):
        ids.parse_postal_code(digit * 4 + "3" + "15679")


@given(st.text("0123456789ABCxyz", min_size=5, max_size=5))
def test_office_codes_keep_their_characters(text: str) -> None:
    """An office's letters would be folded into another office's code."""
    assert ids.parse_notary_office(text) == text


@given(st.integers(1, 10**10 - 1), st.integers(1, 9999))
def test_workshop_and_branch_get_their_zeros(workshop: int, branch: int) -> None:
    """A workshop would have two names, one with and one without its zeros."""
    assert ids.parse_workshop_id(str(workshop)) == f"{workshop:010}"
    assert ids.parse_branch_code(str(branch)) == f"{branch:04}"


@given(st.integers(1, 9999))
def test_a_chamber_gets_its_zeros(chamber: int) -> None:
    """A chamber would have two codes, one with and one without its zeros."""
    assert ids.parse_chamber_code(str(chamber)) == f"{chamber:04}"


@pytest.mark.parametrize(("text", "rule"), [("0000", "zero"), ("12345", "digits"), ("a", "digits")])
def test_a_chamber_code_that_is_none(text: str, rule: str) -> None:
    """An inquiry would be counted under a chamber that there is not."""
    with pytest.raises(InvalidIdentifier, match=rf"chamber-code\.{rule}"):
        ids.parse_chamber_code(text)


@given(st.text("0123456789۰۱۲۳۴۵۶۷۸۹abc/-", max_size=24))
def test_a_card_s_number_is_digits_and_keeps_its_zeros(text: str) -> None:
    """A number would be cut, padded or turned about on paper, and be another card's."""
    folded = text.translate({ord("۰") + digit: str(digit) for digit in range(10)})
    lawful = folded.isdigit() and 4 <= len(folded) <= 20
    assert _accepts(ids.parse_card_number, folded) is lawful
    if lawful:
        assert ids.parse_card_number(text) == folded
