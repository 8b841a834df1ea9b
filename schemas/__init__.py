"""The words: canonical models, contracts, and the two codecs (XML, SOAP) that everything speaks."""
