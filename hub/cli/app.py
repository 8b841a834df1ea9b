"""The command tree, and the one place where an error becomes a line and an exit code."""

import sys
from importlib.metadata import version
from tomllib import TOMLDecodeError
from typing import Annotated

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console
from rich.markup import escape

from hub.cli import agency, certificate, doctor, key, processes, simulate, up, verify
from hub.errors import Misconfigured
from hub.store.agencies import CertificateTaken, UnknownAgency
from hub.store.database import DatabaseUnavailable
from hub.store.migrate import MigrationRefused
from signing.keys.errors import KeyUnusable

app = typer.Typer(
    name="peyvand",
    help="Peyvand, the inter-agency integration hub of a national social security organization.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command("up", epilog="Example: peyvand up --port 0 --data-dir ./data")(up.up)
app.command("serve", epilog="Example: PEYVAND_DATABASE_URL=… peyvand serve --port 8080")(
    processes.serve
)
app.command("work", epilog="Example: PEYVAND_DATABASE_URL=… peyvand work")(processes.work)
app.command("migrate", epilog="Example: PEYVAND_DATABASE_URL=… peyvand migrate")(processes.migrate)
app.command("verify", epilog="Example: peyvand verify out/*.xml out/*.pdf --trust out/trust.pem")(
    verify.verify
)
app.command("simulate", epilog="Example: peyvand simulate civil_registry --port 9001 --seed 7")(
    simulate.simulate
)
app.command("doctor", epilog="Example: peyvand doctor --data-dir ./data")(doctor.doctor)
app.add_typer(agency.app, name="agency")
app.add_typer(key.app, name="key")
app.add_typer(certificate.app, name="certificate")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("peyvand"))
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="The release.")
    ] = False,
) -> None:
    """Take the options of the program itself."""


def main() -> None:
    """Run the command line; what is wrong is one clear line on standard error, and exit code 2."""
    try:
        app()
    except CertificateTaken as error:
        fail(f"{error}: this certificate, or its key, is registered for another agency")
    except UnknownAgency as error:
        fail(f"{error}: no such agency is registered")
    except DatabaseUnavailable as error:
        fail(error.reason)
    except (Misconfigured, MigrationRefused, KeyUnusable, SettingsError, OSError) as error:
        fail(str(error))
    except TOMLDecodeError as error:
        fail(f"peyvand.toml, or a policy file of config_dir, is no TOML: {error}")
    except ValidationError as error:
        first = error.errors()[0]
        fail(f"setting {'.'.join(map(str, first['loc']))}: {first['msg']}")


def fail(line: str) -> None:
    """Print one line of what is wrong and leave with exit code 2."""
    said = escape(" ".join(line.split()))
    Console(stderr=True).print(f"[red]peyvand:[/] {said}", highlight=False, soft_wrap=True)
    sys.exit(2)
