"""Streams of every kind are read as what they began as, and as nothing else."""

from datetime import date
from typing import Any, get_args

import pytest

from domain.conference import Conference, ConferencePlanned
from domain.deadline import RegimeRef
from domain.duty import AbsenceExcused, DutyYear, EvaluationContested
from domain.fact import Fact
from domain.issue import Issue
from domain.meeting import BriefingHeld, Meeting
from domain.regime_keys import EvaluationCriterion
from domain.report import Report, SummarySubmitted
from domain.residence import ResidenceIntroduced, ResidenceLink
from domain.sealed import Sealed
from tests import builders as b
from tests.builders import World, document, named
from tests.regimes import chain
from tests.spec import given
from tests.steps import ISSUE, MEETING, meeting_held, raised
from workflows.attempt import State
from workflows.command import StreamKind, StreamRef
from workflows.outcome import Rejected
from workflows.reading import Reader

REGIME = RegimeRef(id="ninh-binh", version="2018.1")
OWN_STREAMS = [kind for kind in StreamKind if kind is not StreamKind.ORGANISATION]

BEGINNINGS: list[tuple[StreamKind, type[Any], Fact]] = [
    (
        StreamKind.MEETING,
        Meeting,
        BriefingHeld(
            regime=REGIME,
            committee="NB-H1-X1",
            participants=(),
            started_at=b.FOUNDED,
            ended_at=b.FOUNDED,
        ),
    ),
    (
        StreamKind.REPORT,
        Report,
        SummarySubmitted(
            name="annual",
            regime=REGIME,
            template="annual-1",
            first=date(2018, 1, 1),
            last=date(2018, 12, 31),
            chapters=(),
            recipients=(),
            received_at=b.FOUNDED,
            on_time=True,
            days_late=0,
        ),
    ),
    (
        StreamKind.RESIDENCE,
        ResidenceLink,
        ResidenceIntroduced(member="p-member", workplace=b.CHAPTER, residence="NB-H1-X1-C2"),
    ),
    (
        StreamKind.DUTY,
        DutyYear,
        AbsenceExcused(
            cadre=b.CADRE, first=date(2018, 7, 1), last=date(2018, 7, 31), document=document()
        ),
    ),
    (
        StreamKind.DUTY,
        DutyYear,
        EvaluationContested(
            cadre=b.CADRE,
            year=2018,
            criterion=EvaluationCriterion.ATTENDANCE,
            reason=Sealed("duty:1", "Đã dự"),
        ),
    ),
    (
        StreamKind.CONFERENCE,
        Conference,
        ConferencePlanned(unit=b.PROVINCE, on=date(2018, 8, 3)),
    ),
]
IDS = [fact.type for _, _, fact in BEGINNINGS]


@pytest.mark.parametrize(("kind", "state", "fact"), BEGINNINGS, ids=IDS)
def test_a_stream_is_folded_by_its_kind_and_is_of_no_other(
    kind: StreamKind, state: type[Any], fact: Fact
) -> None:
    world, stream = World().found(chain), named("stream")
    world.write(stream, fact)
    reader = Reader(world.store)
    read = reader.read([StreamRef(kind, stream)])
    read.check_kinds()
    assert type(read.states[stream]) is state
    assert read.versions[stream] == 1
    for other in OWN_STREAMS:
        misnamed = reader.read([StreamRef(other, stream)]).misnamed
        assert misnamed == (frozenset() if other is kind else {stream}), other


def test_an_id_that_stands_for_nothing_yet_may_become_anything() -> None:
    reader = Reader(World().found(chain).store)
    states = get_args(State)
    for kind in OWN_STREAMS:
        read = reader.read([StreamRef(kind, named(f"new {kind}"))])
        assert read.misnamed == frozenset()
        [state] = read.states.values()
        assert type(state) in states
        assert state.version == 0


def test_issues_and_meetings_are_none_of_the_new_kinds() -> None:
    reader = Reader(given(meeting_held(), raised()).world.store)
    for stream, kind in ((ISSUE, StreamKind.ISSUE), (MEETING, StreamKind.MEETING)):
        for other in OWN_STREAMS:
            read = reader.read([StreamRef(other, stream)])
            assert (stream in read.misnamed) is (other is not kind)
    assert isinstance(reader.read([StreamRef(StreamKind.ISSUE, ISSUE)]).states[ISSUE], Issue)


def test_one_id_cannot_be_two_things_in_one_command() -> None:
    reader, stream = Reader(World().found(chain).store), named("both")
    refs = [StreamRef(StreamKind.DUTY, stream), StreamRef(StreamKind.RESIDENCE, stream)]
    with pytest.raises(Rejected, match="id-of-something-else"):
        reader.read(refs).check_kinds()
