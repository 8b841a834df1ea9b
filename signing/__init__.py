"""Electronic certificates and signed messages: pure, but for ``keys``; no network, no database."""
