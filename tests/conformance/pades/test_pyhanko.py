"""pyHanko, as a verifier, agrees: EN 319 102-1 at B-B, its own difference analysis above.

Our verifier reads the PDF without pyHanko, so that its agreement counts. Its algorithm for levels
above B-B knows time stamps inside the CMS alone, where ours are document time stamps (both are
lawful: EN 319 142-1, clause 6.3); there its older validation is asked.
"""

from datetime import timedelta
from io import BytesIO

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    ades,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.policy_decl import (
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from schemas.canonical.validation import Level
from signing.keys.pki import KeyKind
from tests.conformance.pades.forms import KINDS, LATER, forms
from tests.kit.pki import world


def _anchor(kind: KeyKind) -> x509.Certificate:
    return x509.Certificate.load(world(kind).anchors[0].public_bytes(Encoding.DER))


def _context(kind: KeyKind) -> ValidationContext:
    return ValidationContext(
        trust_roots=[_anchor(kind)],
        other_certs=[x509.Certificate.load(world(kind).issuing.der)],
        moment=LATER,
        time_tolerance=timedelta(minutes=5),
        revocation_mode="soft-fail",
    )


@pytest.mark.parametrize("kind", KINDS)
async def test_the_signature_passes_basic_validation(kind: KeyKind) -> None:
    """The signature itself would be to our own taste alone (EN 319 102-1, clause 5.3)."""
    (signature,) = PdfFileReader(BytesIO(forms(kind).by_level[Level.B_B])).embedded_signatures
    spec = SignatureValidationSpec(
        CertValidationPolicySpec(
            SimpleTrustManager.build([_anchor(kind)]),
            CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("hard-fail")),
        ),
        RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
    )
    result = await ades.ades_basic_validation(
        signature.signed_data,
        spec,
        timing_info=ValidationTimingInfo(LATER, LATER, point_in_time_validation=True),
        raw_digest=signature.compute_digest(),
    )
    assert result.ades_subindic is AdESPassed.OK, result.failure_msg


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("kind", KINDS)
async def test_every_level_is_whole_and_trusted(kind: KeyKind, level: Level) -> None:
    """What was added after the signature would count as a change of the document."""
    reader = PdfFileReader(BytesIO(forms(kind).by_level[level]))
    (signature,) = reader.embedded_regular_signatures
    status = await async_validate_pdf_signature(signature, _context(kind))
    assert status.bottom_line, status.pretty_print_details()
    assert status.docmdp_ok
    expected = ModificationLevel.NONE if level is Level.B_B else ModificationLevel.LTA_UPDATES
    assert status.modification_level is expected
    for stamp in reader.embedded_timestamp_signatures:
        stamped = await async_validate_pdf_timestamp(stamp, _context(kind))
        assert (stamped.valid, stamped.intact, stamped.trusted) == (True, True, True)
