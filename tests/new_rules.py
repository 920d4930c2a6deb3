"""Other rules for a world: a regime that extends its own, published, bound and adopted."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.calendar import local_date
from domain.deadline import RegimeRef
from tests.builders import FOUNDER, PROVINCE, World
from tests.regimes import chain
from tests.steps import ISSUE, Step
from workflows.outcome import Outcome

NEXT = RegimeRef(id="next", version="1")


CHANGED = """
[deadlines.report]
before_day = 20

[deadlines.notice]
lasts = "4wd"

[deadlines.result]
lasts = "25wd"

[[ladder]]
rung = "early"
at = "-5wd"
act = "warn"
to = ["bearer", "holder"]

[[ladder]]
rung = "breach"
at = "0wd"
act = "breach"
to = ["holder"]
"""
"""Some lengths and the ladder."""


def text_of_next(old: str, says: str = "", new: RegimeRef = NEXT, top: str = "") -> str:
    """A regime that says what another, ``id version``, does, but for what is given as TOML.

    ``top`` are keys that stand in no table.
    """
    id, version = old.split()
    return f"""id = "{new.id}"
version = "{new.version}"
extends = {{ id = "{id}", version = "{version}" }}
source = "None: for the tests"
{top}

[label]
vi = "Quy chế mới"
en = "New rules"

{says}"""


def publish_next(
    world: World,
    says: str = "",
    new: RegimeRef = NEXT,
    old: str | None = None,
    top: str = "",
) -> None:
    text = text_of_next(old or [*chain(world.regime)][-1], says, new, top)
    named = {"regime": new.id, "version": new.version}
    world.do("publish-regime", None, text=text, province=PROVINCE, **named)


def bind_next(
    world: World, unit: str = PROVINCE, since: date | None = None, new: RegimeRef = NEXT
) -> None:
    named = {"regime": new.id, "version": new.version}
    since = since or local_date(world.now)
    world.do("bind-regime", None, unit=unit, valid_from=since, province=PROVINCE, **named)


def next_in_force(says: str = "", new: RegimeRef = NEXT) -> Step:
    """Published and bound to the whole province from today on."""

    def run(world: World) -> Outcome:
        publish_next(world, says, new)
        bind_next(world, new=new)
        return world.outcomes[-1]

    return run


def adopt(
    office: str | None = None,
    actor: str = FOUNDER,
    *,
    issue: UUID = ISSUE,
    new: RegimeRef = NEXT,
    **fields: Any,
) -> Step:
    """By a registrar, unless a test says who."""
    asked = {"issue": issue, "regime": new, "reason": "Quy chế mới có hiệu lực", **fields}
    return lambda world: world.send("adopt-regime", office, actor, **asked)
