"""The plain implementation: the same job with the usual libraries, written straight down.

spyne for SOAP and its schema, signxml for every signature (WS-Security in and out, XAdES for the
documents), zeep and requests to the agencies, psycopg with a pool and one commit per step, served
by gunicorn with threads. Nothing of the hub is imported. What is cheap to do well is done well:
keys, certificates, WSDL and schemas are loaded once, connections are kept, statements prepared.

It does what the hub does for one inquiry, with three differences, all of them in its favour: it
does not verify what it has signed before it stores it, it keeps no retry queue, and it checks no
identifier beyond the schema. The documents travel as base64, because signxml's XAdES needs
inclusive canonicalization, which does not survive inside an envelope.
"""
