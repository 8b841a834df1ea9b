"""This stand-in alone: ``python -m simulators.tax_authority --port 0 --seed 7``."""

from simulators.kit.command import main

if __name__ == "__main__":
    main(["tax_authority"], "python -m simulators.tax_authority", alone=True)
