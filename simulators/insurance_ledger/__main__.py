"""This stand-in alone: ``python -m simulators.insurance_ledger --port 0 --seed 7``."""

from simulators.kit.command import main

if __name__ == "__main__":
    main(["insurance_ledger"], "python -m simulators.insurance_ledger", alone=True)
