"""A stand-in for the registry of legal persons: SOAP 1.1, ``InquirySpecialByNationalCode``."""
