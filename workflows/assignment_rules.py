"""Who may be assigned to which chapter, as the regime in force on the first day says (ADR 0154)."""

from typing import Any

from domain.directory import Directory
from domain.duty import duty_of, seats_of
from domain.organisation import CadreAssigned
from workflows.outcome import Rejected
from workflows.regime import RegimeSpec
from workflows.rulebook import in_force


def assigned_from_the_committee(
    fact: CadreAssigned, spec: RegimeSpec, directory: Directory
) -> bool:
    """`001-2`: the cadre serves in one of the bodies whose members are assigned."""
    bodies = spec.assignments.drawn_from
    return not bodies or any(
        seat in bodies for seat in seats_of(directory, fact.cadre, fact.valid_from)
    )


def assigned_to_a_chapter_of_that_kind(
    fact: CadreAssigned, spec: RegimeSpec, directory: Directory
) -> bool:
    """`002-1`: the cadre's duty is to attend chapters of that kind."""
    chapter = directory.unit(fact.chapter, fact.valid_from)
    seats = seats_of(directory, fact.cadre, fact.valid_from)
    owed = duty_of(seats, spec.attendance.duties)
    if owed is None or chapter is None:
        return True
    _, duty = owed
    return not duty.chapters or chapter.kind in duty.chapters


def ground_named(fact: CadreAssigned, spec: RegimeSpec) -> bool:
    """`004-1`: by residence or by field, where the regime asks for one of these."""
    return not spec.assignments.grounds or fact.ground in spec.assignments.grounds


def check_assignment(fact: CadreAssigned, directory: Directory) -> None:
    """Raises Rejected with the first rule that does not hold; without a regime there is none."""
    spec = in_force(directory, fact.chapter, fact.valid_from)
    if spec is None:
        return
    params: dict[str, Any] = {"cadre": fact.cadre, "chapter": fact.chapter}
    if not ground_named(fact, spec):
        grounds = [ground.value for ground in spec.assignments.grounds]
        raise Rejected("ground-not-allowed", ground=fact.ground.value, grounds=grounds, **params)
    if not assigned_from_the_committee(fact, spec, directory):
        raise Rejected("not-of-the-committee", on=fact.valid_from.isoformat(), **params)
    if not assigned_to_a_chapter_of_that_kind(fact, spec, directory):
        raise Rejected("chapter-of-another-kind", **params)
