"""The commands: ``peyvand …``."""

from hub.cli.app import main

__all__ = ["main"]
