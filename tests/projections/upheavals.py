"""Lives in which rules change and units end, told by facts that are written as they are."""

from datetime import timedelta
from typing import Any

from domain import issue_facts as f
from domain.calendar import end_of, local_date
from domain.deadline import DeadlineRecomputed, RecomputationCause, RegimeRef
from domain.fact import Fact
from domain.issue import ENDED, Issue
from domain.residence import (
    ResidenceAccepted,
    ResidenceChange,
    ResidenceChangeNoted,
    ResidenceIntroduced,
    ResidenceLinkEnded,
)
from domain.sealed import Sealed
from tests import builders as b
from tests.builders import document, named
from tests.projections.lives import Life
from tests.workflows.lives import Chances

UNITS = (b.DEPARTMENT, b.POLICE, b.UBND, "NB-TT", "NB-BTV", b.PROVINCIAL_DEPARTMENT, "NB-UBKT")
REGIMES = (RegimeRef(id="ninh-binh", version="2018.1"), RegimeRef(id="odd-ladder", version="1"))


class UpsetLife(Life):
    """Every few steps something happens that nobody in the world decided."""

    def step(self, chance: Chances) -> None:
        if chance.pick((True, False, False)):
            self._upset(chance)
        else:
            super().step(chance)

    def _upset(self, chance: Chances) -> None:
        if chance.pick((False, False, True)):
            self._live_elsewhere(chance)
        ended = [issue for issue in self.issues.values() if issue.status in ENDED]
        archives = chance.pick((False, True))
        if ended and archives:
            self._archive(chance.pick(ended), chance)
        raised = [issue for issue in self.issues.values() if issue.is_open]
        if raised:
            issue = chance.pick(raised)
            assert issue.id is not None
            self.world.write(issue.id, *self._facts(issue, chance))
            self.hear()

    def _archive(self, issue: Issue, chance: Chances) -> None:
        assert issue.id is not None
        self.world.write(issue.id, _custody(issue, chance))
        self.hear()

    def _live_elsewhere(self, chance: Chances) -> None:
        """One of few links is introduced, or something else is told of it."""
        link = named(f"link {chance.pick(range(3))}")
        begun = bool(self.world.store.load({link: 0})[link])
        told = ResidenceIntroduced(
            member=chance.pick((b.CADRE, b.SECRETARY)),
            workplace="NB-H2-X1-C1",
            residence=chance.pick((b.CHAPTER, "NB-H1-X1-C2")),
            document=chance.pick((None, document("10-GT"))),
        )
        on = local_date(self.world.now) + timedelta(days=chance.pick((-10, 0, 10)))
        later: tuple[Fact, ...] = (
            ResidenceAccepted(register_number=f"{self.world.count}"),
            ResidenceChangeNoted(
                change=chance.pick([*ResidenceChange]), on=on, notified=("NB-H2-X1-C1",)
            ),
            ResidenceLinkEnded(on=on),
        )
        self.world.write(link, chance.pick(later) if begun else told)

    def _facts(self, issue: Issue, chance: Chances) -> list[Fact]:
        reason = Sealed(f"issue:{issue.id}", "Theo nghị quyết")
        kind = chance.pick(
            ("succeeded", "recomputed", "informed", "regime", "lost", "area", "moved")
        )
        match kind:
            case "succeeded":
                return [_succeeded(issue, chance)]
            case "recomputed":
                return _recomputed(issue, chance)
            case "informed":
                letter = chance.pick((None, document("7-CV/HU")))
                unit = chance.pick(UNITS)
                return [f.CompetentBodyInformed(unit=unit, reason=reason, document=letter)]
            case "regime":
                return self._other_rules(issue, chance)
            case "lost":
                stuck = f.IssueStuck(reason=chance.pick([*f.StuckReason]), body=chance.pick(UNITS))
                return [_unmapped(chance.pick(UNITS), chance), stuck]
            case "moved":
                moved = _custody(issue, chance)
                return [moved, *([_unmapped(moved.to, chance)] if chance.pick((0, 1)) else ())]
            case _:
                return [f.IssueAreaNamed(communes=("NB-H1-X1", "NB-H2-X1"))]

    def _other_rules(self, issue: Issue, chance: Chances) -> list[Fact]:
        """Other ones only where both are published."""
        assert issue.regime is not None
        new = chance.pick(REGIMES) if self.world.regime == "odd-ladder" else issue.regime
        cause = chance.pick([*f.RegimeChange])
        return [f.RegimeChanged(old=issue.regime, new=new, cause=cause, document=document("8-QD"))]


def _custody(issue: Issue, chance: Chances) -> f.IssueCustodyTransferred:
    return f.IssueCustodyTransferred(
        released_by=issue.holder or b.DISTRICT,
        to=chance.pick((b.DISTRICT, b.OTHER_DISTRICT, b.PROVINCE)),
        basis=chance.pick((f.CustodyBasis.SUCCESSION, *f.CustodyBasis)),
        minutes=document("11-BB"),
    )


def _unmapped(owner: str, chance: Chances) -> f.IssueUnmapped:
    reason = chance.pick([*f.UnmappedReason])
    return f.IssueUnmapped(unit=chance.pick(UNITS), owner=owner, reason=reason)


def _succeeded(issue: Issue, chance: Chances) -> Fact:
    parties = (issue.lead, *issue.directed, *(one.unit for one in issue.recipients))
    bodies = (body.unit for body in issue.co_operating)
    bearers = (one.bearer for one in issue.running)
    known = [unit for unit in (*parties, *bodies, *bearers) if unit and unit != issue.holder]
    old, new = chance.pick([*known, *UNITS]), chance.pick((*UNITS, issue.holder or b.DISTRICT))
    return f.IssuePartySucceeded(released_by=old, to=new, minutes=document("9-BB"))


def _recomputed(issue: Issue, chance: Chances) -> list[Fact]:
    """The deadline chosen gets other days, and now and then another day 0."""
    if not issue.running:
        return [f.IssueAreaNamed(communes=())]
    found = chance.pick(issue.running)
    last_day = found.last_day + timedelta(days=chance.pick((7, 0, -3)))
    same: dict[str, Any] = {
        name: getattr(found, name) for name in ("spans", "pauses", "regime", "calendar")
    }
    return [
        DeadlineRecomputed(
            deadline=found.id,
            cause=chance.pick([*RecomputationCause]),
            started_on=found.started_on + timedelta(days=chance.pick((0, 1))),
            rule=chance.pick(("P", "11-QDi")),
            last_day=last_day,
            due=end_of(last_day),
            **same,
        )
    ]
