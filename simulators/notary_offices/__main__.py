"""This stand-in alone: ``python -m simulators.notary_offices --port 0 --seed 7``."""

from simulators.kit.command import main

if __name__ == "__main__":
    main(["notary_offices"], "python -m simulators.notary_offices", alone=True)
