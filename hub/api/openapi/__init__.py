"""The published contract of the REST doors, as OpenAPI 3.1: made from models, contracts and texts.

What a door takes is read from its model or its XSD, what it refuses from the errors and the texts
that people are told; nothing is written down twice.
"""
