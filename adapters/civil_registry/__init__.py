"""The civil registry (ثبت احوال): who a natural person is, and who his family are."""
