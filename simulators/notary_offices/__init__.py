"""A notary office's programme: an independent client of the hub, with its own WS-Security."""
