"""This stand-in alone: ``python -m simulators.budget_organization --port 0 --seed 7``."""

from simulators.kit.command import main

if __name__ == "__main__":
    main(["budget_organization"], "python -m simulators.budget_organization", alone=True)
