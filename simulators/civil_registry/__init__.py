"""A stand-in for the civil registry (ثبت احوال): SOAP 1.1, ``getEstelam3`` of ``http://est``."""
