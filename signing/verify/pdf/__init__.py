"""Offline verification of the PDF twin: its own signature, then that it says what its XML says."""

from signing.verify.pdf.verify import evidence_of_pdf, level_of, twin_digest_of, verify_pdf

__all__ = ["evidence_of_pdf", "level_of", "twin_digest_of", "verify_pdf"]
