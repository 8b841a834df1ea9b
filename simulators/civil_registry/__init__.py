"""A stand-in for the civil registry (ثبت احوال): SOAP 1.1, persons and families of ``http://est``."""
