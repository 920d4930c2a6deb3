"""Which facts an organisation admits, given what its directory holds already.

Refusals carry stable codes; days in their parameters are written YYYY-MM-DD.
"""

from datetime import date
from typing import NoReturn, assert_never

from domain.directory import Directory
from domain.directory_records import Delegation
from domain.organisation import (
    CHAPTERS,
    HEAD_POSTS,
    ActingHeadNamed,
    AppointmentEnded,
    AssignmentEnded,
    CadreAssigned,
    CalendarPublished,
    DelegationGranted,
    DelegationRevoked,
    OfficerAppointed,
    OrganisationFact,
    OrganisationFounded,
    OrgSuccessionRecorded,
    OrgUnitDissolved,
    OrgUnitEstablished,
    OrgUnitMoved,
    OrgUnitRenamed,
    ProvinceEstablished,
    RegimeBound,
    RegimePublished,
    RegistrarNamed,
)
from domain.period import ONE_DAY, Period
from workflows.assignment_rules import check_assignment
from workflows.organisation_succession_rules import is_succeeded
from workflows.organisation_unit_rules import (
    is_dissolved,
    is_established,
    is_founded,
    is_moved,
    is_province_established,
    is_renamed,
    require_unit,
)
from workflows.outcome import Rejected
from workflows.regime_text import is_abstract


def admit(fact: OrganisationFact, directory: Directory) -> tuple[OrganisationFact, ...]:
    """The fact where the rules allow it, ``()`` where it is already so; raises Rejected else."""
    return () if _already_so(fact, directory) else (fact,)


def admit_unit(
    fact: OrgUnitEstablished, last: date | None, directory: Directory
) -> tuple[OrganisationFact, ...]:
    """The same for a unit whose last day there is known, so that its parent may be gone by now."""
    return () if is_established(fact, directory, last) else (fact,)


def _already_so(fact: OrganisationFact, directory: Directory) -> bool:
    match fact:
        case OrganisationFounded():
            return is_founded(fact, directory)
        case ProvinceEstablished():
            return is_province_established(fact, directory)
        case OrgUnitEstablished():
            return is_established(fact, directory, None)
        case OrgUnitRenamed():
            return is_renamed(fact, directory)
        case OrgUnitMoved():
            return is_moved(fact, directory)
        case OrgUnitDissolved():
            return is_dissolved(fact, directory)
        case OrgSuccessionRecorded():
            return is_succeeded(fact, directory)
        case OfficerAppointed():
            return _is_appointed(fact, directory)
        case AppointmentEnded():
            return _is_appointment_ended(fact, directory)
        case DelegationGranted():
            return _is_granted(fact, directory)
        case DelegationRevoked():
            return _is_revoked(fact, directory)
        case ActingHeadNamed():
            return _is_acting(fact, directory)
        case CadreAssigned():
            return _is_assigned(fact, directory)
        case AssignmentEnded():
            return _is_assignment_ended(fact, directory)
        case RegimePublished(regime=id, version=version):
            return _is_published(id, version, fact.digest, directory.regime_digest(id, version))
        case CalendarPublished(calendar=id, version=version):
            return _is_published(id, version, fact.digest, directory.calendar_digest(id, version))
        case RegimeBound():
            return _is_bound(fact, directory)
        case RegistrarNamed():
            return directory.is_registrar(fact.person, fact.valid_from)
        case _ as unknown:
            assert_never(unknown)


def _require_order(first: date, last: date | None) -> Period:
    if last is not None and last < first:
        raise Rejected("dates-reversed", valid_from=first.isoformat(), valid_to=last.isoformat())
    return Period(first, last)


def _is_appointed(fact: OfficerAppointed, directory: Directory) -> bool:
    period = _require_order(fact.valid_from, fact.valid_to)
    require_unit(directory, fact.unit, fact.valid_from)
    if fact.post in HEAD_POSTS:
        rivals = directory.appointments_in(fact.unit)
    else:
        rivals = directory.appointments(fact.person, fact.unit)
    for other in rivals:
        if other.post is not fact.post:
            continue
        if other.person == fact.person and other.period == period:
            return True
        if other.period.overlaps(period):
            raise Rejected(
                "appointment-overlaps",
                person=other.person,
                unit=fact.unit,
                post=fact.post.value,
                since=other.period.first.isoformat(),
            )
    return False


def _is_appointment_ended(fact: AppointmentEnded, directory: Directory) -> bool:
    held = [
        one.period
        for one in directory.appointments(fact.person, fact.unit)
        if one.post is fact.post
    ]
    known = _is_ended(held, fact.valid_from)
    if known is None:
        raise Rejected(
            "appointment-unknown",
            person=fact.person,
            unit=fact.unit,
            post=fact.post.value,
            on=fact.valid_from.isoformat(),
        )
    return known


def _is_ended(held: list[Period], day: date) -> bool | None:
    """Whether what was held ended the day before; None where nothing was held on either day."""
    if any(period.covers(day) for period in held):
        return False
    return True if any(period.last == day - ONE_DAY for period in held) else None


def _is_granted(fact: DelegationGranted, directory: Directory) -> bool:
    period = _require_order(fact.valid_from, fact.valid_to)
    known = directory.delegation(fact.delegation)
    if known is not None:
        parties = (known.delegator, known.delegate, known.unit, known.granted, known.basis)
        if parties != (fact.delegator, fact.delegate, fact.unit, period, fact.basis):
            raise Rejected("delegation-exists", delegation=str(fact.delegation))
        if known.period != known.granted:
            _refuse_ended(known)
        return True
    if fact.delegate == fact.delegator:
        raise Rejected("delegates-to-self", person=fact.delegator)
    require_unit(directory, fact.unit, fact.valid_from)
    if not directory.serves(fact.delegator, fact.unit, fact.valid_from):
        raise Rejected(
            "not-in-office",
            person=fact.delegator,
            unit=fact.unit,
            on=fact.valid_from.isoformat(),
        )
    return False


def _is_revoked(fact: DelegationRevoked, directory: Directory) -> bool:
    known = directory.delegation(fact.delegation)
    if known is None:
        raise Rejected("delegation-unknown", delegation=str(fact.delegation))
    last = known.period.last
    if last is not None and last < fact.valid_from - ONE_DAY:
        _refuse_ended(known)
    return last == fact.valid_from - ONE_DAY


def _refuse_ended(known: Delegation) -> NoReturn:
    last = known.period.last
    raise Rejected(
        "delegation-ended", delegation=str(known.id), last=last.isoformat() if last else None
    )


def _is_acting(fact: ActingHeadNamed, directory: Directory) -> bool:
    period = _require_order(fact.valid_from, fact.valid_to)
    require_unit(directory, fact.unit, fact.valid_from)
    return any(
        (one.person, one.in_place_of, one.period, one.basis)
        == (fact.person, fact.in_place_of, period, fact.basis)
        for one in directory.acting_heads(fact.unit)
    )


def _is_assigned(fact: CadreAssigned, directory: Directory) -> bool:
    period = _require_order(fact.valid_from, fact.valid_to)
    chapter = require_unit(directory, fact.chapter, fact.valid_from)
    if chapter.kind not in CHAPTERS:
        raise Rejected("not-a-chapter", unit=fact.chapter, kind=chapter.kind.value)
    for other in directory.assignments(fact.cadre, fact.chapter):
        if (other.period, other.decision, other.ground) == (period, fact.decision, fact.ground):
            return True
        if other.period.overlaps(period):
            raise Rejected(
                "assignment-overlaps",
                cadre=fact.cadre,
                chapter=fact.chapter,
                since=other.period.first.isoformat(),
            )
    check_assignment(fact, directory)
    return False


def _is_assignment_ended(fact: AssignmentEnded, directory: Directory) -> bool:
    held = [one.period for one in directory.assignments(fact.cadre, fact.chapter)]
    known = _is_ended(held, fact.valid_from)
    if known is None:
        raise Rejected(
            "assignment-unknown",
            cadre=fact.cadre,
            chapter=fact.chapter,
            on=fact.valid_from.isoformat(),
        )
    return known


def _is_published(id: str, version: str, digest: str, known: str | None) -> bool:
    if known is not None and known != digest:
        raise Rejected("version-published", id=id, version=version)
    return known is not None


def _is_bound(fact: RegimeBound, directory: Directory) -> bool:
    if directory.regime_digest(fact.regime, fact.version) is None:
        raise Rejected("regime-unknown", regime=fact.regime, version=fact.version)
    if is_abstract(directory.regime_text(fact.regime, fact.version) or ""):
        raise Rejected("regime-abstract", regime=fact.regime, version=fact.version)
    require_unit(directory, fact.unit, fact.valid_from)
    own = [one for one in directory.bindings_of(fact.unit) if one.valid_from <= fact.valid_from]
    return bool(own) and (own[-1].regime, own[-1].version) == (fact.regime, fact.version)
