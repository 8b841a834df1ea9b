"""What every duty shares: how a request is read, a workshop found, an answer written."""
