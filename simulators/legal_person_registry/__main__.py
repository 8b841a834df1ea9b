"""This stand-in alone: ``python -m simulators.legal_person_registry --port 0 --seed 7``."""

from simulators.kit.command import main

if __name__ == "__main__":
    main(["legal_person_registry"], "python -m simulators.legal_person_registry", alone=True)
