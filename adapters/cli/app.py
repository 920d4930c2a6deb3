"""All commands, built when a run needs them."""

import typer

from adapters.cli.translated import TranslatedGroup, new_group


def command() -> TranslatedGroup:
    """The whole tree of commands; their own imports happen inside the commands."""
    from adapters.cli import (
        adoption,  # noqa: F401 - commands of a group
        assignments,
        attendance,
        calendars,
        commands_file,
        consolidation,
        deadlines,
        demo,
        diff,
        explanations,
        export,
        inbox,
        issues,
        log,
        meetings,
        organisations,
        overdue,
        projections,
        publishing,  # noqa: F401 - a command of two of the groups
        regimes,
        residence,
        schemas,
        stores,
        stuck,
        succession,
        succession_lists,
        timeliness,
    )

    app = new_group(help="help.kiennghi")
    one_issue = (issues, explanations, diff, export)
    duties = (assignments, attendance, timeliness, meetings)
    lists = (overdue, stuck, *duties, consolidation, residence, log)
    for commands in (demo, stores, commands_file, inbox, *one_issue, *lists):
        app.add_typer(commands.app)
    app.add_typer(organisations.app, name="organisation")
    app.add_typer(schemas.app, name="schema")
    app.add_typer(calendars.app, name="calendar")
    app.add_typer(regimes.app, name="regimes")
    app.add_typer(deadlines.app, name="deadlines")
    successions = new_group(help="help.succession")
    for commands in (succession, succession_lists):
        successions.add_typer(commands.app)
    app.add_typer(successions, name="succession")
    app.add_typer(projections.app, name="projections")
    built = typer.main.get_command(app)
    if not isinstance(built, TranslatedGroup):
        raise TypeError("the commands of kiennghi form a translated group")
    return built
