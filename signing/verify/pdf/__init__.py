"""Offline verification of the PDF twin: its own signature, then that it says what its XML says."""

from signing.verify.pdf.verify import verify_pdf

__all__ = ["verify_pdf"]
