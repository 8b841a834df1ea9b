"""The printed code: ZXing gets it off paper exactly, or not at all, whoever drew it."""

from functools import cache
from io import BytesIO

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from zxingcpp import BarcodeFormat, create_barcode

from signing.keys.pki import KeyKind
from signing.page.render import CODE_WIDTH, SMALLEST_MODULE
from signing.verify.seal import verify_seal
from tests.conformance.seal.paper import OFFICE, WORN, Machine, page, read, scanned, soiled
from tests.vectors.certificates.samples import NOW
from tests.vectors.certificates.seals import entry, keys, seal

KINDS: tuple[KeyKind, ...] = ("p256", "rsa2048")
FRACTION = st.floats(0, 1)


@cache
def code(kind: KeyKind) -> Image.Image:
    """Return the code alone, as the page draws it."""
    drawn = BytesIO()
    segno.make_qr(seal(kind), error="m").save(drawn, kind="png", scale=6, border=4)
    return Image.open(drawn).convert("L")


@pytest.mark.parametrize(("kind", "version"), [("p256", 10), ("rsa2048", 15)])
def test_the_code_has_modules_that_paper_keeps(kind: KeyKind, version: int) -> None:
    """A larger code in its square would have modules too fine for a scan."""
    made = segno.make_qr(seal(kind), error="m")
    assert (made.version, made.mode) == (version, "alphanumeric")
    assert CODE_WIDTH / made.symbol_size(border=4)[0] >= SMALLEST_MODULE


@pytest.mark.parametrize("kind", KINDS)
def test_another_maker_draws_the_same_squares(kind: KeyKind) -> None:
    """Only the library that drew the code could read it."""
    drawn = create_barcode(seal(kind), BarcodeFormat.QRCode, ec_level="M")
    squares = [
        [not module for module in row]
        for row in memoryview(drawn.to_image(add_quiet_zones=False)).tolist()
    ]
    by_segno = (segno.make_qr(seal(kind), error="m", mask=mask).matrix for mask in range(8))
    assert squares in [[list(map(bool, row)) for row in matrix] for matrix in by_segno]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("machine", [OFFICE, WORN], ids=["office", "worn"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_printed_page_is_read_from_a_scan(kind: KeyKind, machine: Machine, seed: int) -> None:
    """An office with a scanner and no line to us could not check the paper it is shown."""
    found = read(scanned(page(kind), machine, seed))
    assert found == {seal(kind)}
    assert verify_seal(found.pop(), keys(entry(kind)), NOW).ok


@pytest.mark.parametrize("shade", [0, 120, 255], ids=["ink", "coffee", "torn off"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_small_stain_is_overcome(kind: KeyKind, shade: int) -> None:
    """A drop of coffee on the code would make the paper worthless: 5 % of it is covered here."""
    stained = soiled(code(kind), (0.55, 0.62), 0.126, shade)
    assert read(stained) == {seal(kind)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_large_stain_is_not_guessed_at(kind: KeyKind) -> None:
    """The test above would mean nothing if stains did not matter."""
    assert read(soiled(code(kind), (0.5, 0.5), 0.35, 0)) == set()


@settings(max_examples=60)
@given(st.sampled_from(KINDS), FRACTION, FRACTION, st.floats(0, 0.3), st.integers(0, 255))
def test_a_damaged_code_is_read_exactly_or_not_at_all(
    kind: KeyKind, x: float, y: float, radius: float, shade: int
) -> None:
    """Damage would turn one certificate into another."""
    assert read(soiled(code(kind), (x, y), radius, shade)) <= {seal(kind)}


@pytest.mark.parametrize("dpi", [30, 50, 60, 70, 80])
def test_too_coarse_a_scan_is_read_exactly_or_not_at_all(dpi: int) -> None:
    """A fax would turn one certificate into another."""
    assert read(scanned(code("p256"), Machine(dpi=dpi), 1)) <= {seal("p256")}
