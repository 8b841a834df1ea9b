"""This stand-in alone: ``python -m simulators.civil_registry --port 0 --seed 7``."""

from simulators.kit.command import main

if __name__ == "__main__":
    main(["civil_registry"], "python -m simulators.civil_registry", alone=True)
