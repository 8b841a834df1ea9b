"""This stand-in alone: ``python -m simulators.certification_authority --port 0 --pki FOLDER``."""

from simulators.kit.command import main

if __name__ == "__main__":
    main(["certification_authority"], "python -m simulators.certification_authority", alone=True)
