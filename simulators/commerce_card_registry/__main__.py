"""This stand-in alone: ``python -m simulators.commerce_card_registry --port 0 --seed 7``."""

from simulators.kit.command import main

if __name__ == "__main__":
    main(["commerce_card_registry"], "python -m simulators.commerce_card_registry", alone=True)
