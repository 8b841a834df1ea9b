"""This stand-in alone: ``python -m simulators.mobile_ownership --port 0 --seed 7``."""

from simulators.kit.command import main

if __name__ == "__main__":
    main(["mobile_ownership"], "python -m simulators.mobile_ownership", alone=True)
