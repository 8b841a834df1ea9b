"""This stand-in alone: ``python -m simulators.sample_operator --port 0 --seed 7``."""

from simulators.kit.command import main

if __name__ == "__main__":
    main(["sample_operator"], "python -m simulators.sample_operator", alone=True)
