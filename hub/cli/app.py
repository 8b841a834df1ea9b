"""The command tree, and the one place where an error becomes a line and an exit code."""

import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException

from hub.cli.late import Entry, group_of
from hub.errors import Misconfigured
from signing.keys.errors import KeyUnusable

COMMANDS = (
    Entry(
        "up",
        "hub.cli.up:up",
        "Bring up doors, worker, database and simulated agencies, and say where they are.",
        "peyvand up --port 0 --data-dir ./data",
    ),
    Entry(
        "serve",
        "hub.cli.processes:serve",
        "Serve the doors; run as many of these as you like on one database.",
        "PEYVAND_DATABASE_URL=postgresql://peyvand@db/peyvand peyvand serve --port 8080",
    ),
    Entry(
        "work",
        "hub.cli.processes:work",
        "Work off open cases and let certificates grow lasting forms; run as many as you like.",
        "PEYVAND_DATABASE_URL=postgresql://peyvand@db/peyvand peyvand work",
    ),
    Entry(
        "migrate",
        "hub.cli.migrate:migrate",
        "Bring the database to this release, and say what was done.",
        "PEYVAND_DATABASE_URL=postgresql://peyvand@db/peyvand peyvand migrate",
    ),
    Entry(
        "verify",
        "hub.cli.verify:verify",
        "Verify documents offline: exit 0 all valid, 1 one is invalid, 2 one is unreadable.",
        "peyvand verify out/*.xml out/*.pdf --trust out/trust.pem",
    ),
    Entry(
        "simulate",
        "hub.cli.simulate:simulate",
        "Run one agency's stand-in until it is stopped; it prints its address and `ready`.",
        "peyvand simulate civil_registry --faults storm --seed 7",
    ),
    Entry(
        "conformance",
        "hub.cli.conformance:conformance",
        "Hold an agency's endpoint against its contract: exit 0 it conforms, 1 it does not.",
        "peyvand conformance insurance_ledger https://ledger.example --report report.html",
    ),
    Entry(
        "doctor",
        "hub.cli.doctor:doctor",
        "Look at keys, disk, database, policy, outbox, agencies; exit 1 when anything is wrong.",
        "peyvand doctor --data-dir ./data",
    ),
    Entry("agency", "hub.cli.agency:app", "Who may talk to us."),
    Entry("agreement", "hub.cli.agreement:app", "Who may be told what, and for which purpose."),
    Entry("key", "hub.cli.key:app", "What certificates are signed with."),
    Entry("certificate", "hub.cli.certificate:app", "What became of an issued certificate."),
    Entry(
        "passport", "hub.cli.passport:app", "What the services are, and what their passports lack."
    ),
    Entry("register", "hub.cli.register:app", "Who asked about whom, and what he was told."),
    Entry("contracts", "hub.cli.contracts:app", "The shared contracts, and who follows them."),
    Entry("article38", "hub.cli.article38:app", "The files of contracts under Article 38."),
    Entry(
        "paper-forms",
        "hub.cli.paper_forms:app",
        "The paper forms of Article 38 clearances, and what a paper is worth.",
    ),
    Entry(
        "operator",
        "hub.cli.operator:app",
        "Who may work at the panel, and what he looked at there.",
    ),
    Entry(
        "outbox",
        "hub.cli.outbox:app",
        "What consumers and workshops are told, and what could not be told.",
    ),
)

app = typer.Typer(
    name="peyvand",
    cls=group_of(*COMMANDS),
    help="Peyvand, the inter-agency integration hub of a national social security organization.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # it takes as long as all else that is needed here

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
        left = app(standalone_mode=False)
    except TyperException as error:
        if not error.message:  # a bare name: what was shown is the help
            sys.exit(error.exit_code)
        fail(_usage(error))
    except typer.Abort:
        fail("nothing was typed, so nothing was done")
    except OSError as error:
        fail(_file(error))
    except (Misconfigured, KeyUnusable) as error:
        fail(str(error))
    except Exception as error:
        from hub.cli.failures import words_for  # it knows the database, which few commands do

        said = words_for(error)
        if said is None:
            raise
        fail(said)
    else:
        sys.exit(left)


def _usage(error: TyperException) -> str:
    """Return what is wrong with the words of a command, and where its help is."""
    context = getattr(error, "ctx", None)
    where = f"; see {context.command_path} --help" if context else ""
    return error.format_message().rstrip(".") + where


def _file(error: OSError) -> str:
    """Return what the system refused, beginning with the file it is about."""
    said = error.strerror or str(error)
    return said if error.filename is None else f"{error.filename}: {said}"


def fail(line: str) -> None:
    """Print one line of what is wrong and leave with exit code 2."""
    from rich.console import Console  # only help, tables and failures need it
    from rich.markup import escape

    said = escape(" ".join(line.split()))
    Console(stderr=True).print(f"[red]peyvand:[/] {said}", highlight=False, soft_wrap=True)
    sys.exit(2)
