"""This stand-in alone: ``python -m simulators.timestamp_authority --port 0 --pki FOLDER``."""

from simulators.kit.command import main

if __name__ == "__main__":
    main(["timestamp_authority"], "python -m simulators.timestamp_authority", alone=True)
