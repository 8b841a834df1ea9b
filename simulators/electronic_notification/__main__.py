"""This stand-in alone: ``python -m simulators.electronic_notification --port 0 --seed 7``."""

from simulators.kit.command import main

if __name__ == "__main__":
    main(["electronic_notification"], "python -m simulators.electronic_notification", alone=True)
