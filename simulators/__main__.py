"""All stand-ins in one process: ``python -m simulators --port 0 --seed 7``."""

from simulators.kit.command import agencies, main

if __name__ == "__main__":
    main(agencies(), "python -m simulators", alone=False)
