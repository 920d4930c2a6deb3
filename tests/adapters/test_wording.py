"""Facts in words: every field named, every value written, an erased text told as erased."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from adapters.i18n import Translator
from adapters.plain import plain
from adapters.wording import Wording
from domain.calendar import Pause
from domain.deadline import DeadlineId, DeadlineKind, DeadlineSet
from domain.fact import Fact
from domain.facts import AnyFact
from domain.issue_facts import (
    CoOperation,
    IssueAssigned,
    IssueFact,
    IssueTextCorrected,
    Plan,
    StuckReason,
    TextField,
    UnmappedReason,
)
from domain.meeting import MeetingScored
from domain.organisation import OrgSuccessionRecorded, Share, SuccessionKind
from domain.regime_keys import RubricRef
from domain.sealed import Erased, Sealed
from domain.values import DocumentKind, DocumentRef
from tests.adapters.catalogue import members

VI, EN = Translator("vi"), Translator("en")
SUBJECT = "issue:00000000-0000-4000-8000-000000000001"


def sealed(text: str | Erased) -> Sealed:
    return Sealed(subject=SUBJECT, text=text)


def test_an_erased_text_is_told_as_erased() -> None:
    corrected = IssueTextCorrected(
        field=TextField.TITLE,
        old=sealed(Erased.ERASED),
        new=sealed("Cầu treo"),
        reason=sealed("Nhầm"),
    )

    assert dict(Wording(EN).fields(corrected)) == {
        "field": "title",
        "old": "(erased)",
        "new": "Cầu treo",
        "reason": "Nhầm",
    }
    assert plain(corrected)["old"] is None


def test_a_letter_is_told_as_the_registers_know_it() -> None:
    letter = DocumentRef(
        kind=DocumentKind.CONCLUSION,
        number="12-TB/HU",
        dated=date(2018, 8, 9),
        issuer="NB-H1",
        signatory_post="phó bí thư",
        incoming_number="417",
    )

    assert Wording(VI).document(letter) == (
        "thông báo kết luận 12-TB/HU, 09/08/2018, NB-H1, phó bí thư, số đến 417"
    )
    assert Wording(EN).document(letter) == (
        "notice of conclusion 12-TB/HU, 2018-08-09, NB-H1, phó bí thư, incoming no. 417"
    )


def test_points_are_told_criterion_by_criterion() -> None:
    scored = MeetingScored(
        rubric=RubricRef(id="05-HD-TU", version="1"),
        points={"preparation": 30, "discussion": 55},
        total=85,
        grade="good",
        scored_by="NB-X1-C1",
    )

    assert dict(Wording(EN).fields(scored)) == {
        "rubric": "05-HD-TU 1",
        "points": "preparation: 30, discussion: 55",
        "total": "85",
        "grade": "good",
        "scored by": "NB-X1-C1",
    }


def test_what_nobody_can_act_on_and_why_is_told_in_words() -> None:
    stuck = frozenset({(StuckReason.VACANT, "NB-H1-TT")})

    assert Wording(EN).field("stuck", stuck) == "vacant, NB-H1-TT"
    assert Wording(VI).field("stuck", stuck) == "khuyết người đảm nhiệm, NB-H1-TT"
    assert Wording(EN).field("unmapped", UnmappedReason.NO_SUCCESSOR) == "no successor"


def test_a_unit_bears_the_name_of_the_day() -> None:
    def name_of(unit: str, on: date) -> str | None:
        return {"NB-H1": "Huyện ủy" if on < date(2020, 1, 1) else "Thị ủy"}.get(unit)

    wording = Wording(VI, name_of=name_of)

    assert wording.at(datetime(2019, 12, 31, 16, tzinfo=UTC)).unit("NB-H1") == "Huyện ủy (NB-H1)"
    assert wording.at(datetime(2019, 12, 31, 17, tzinfo=UTC)).unit("NB-H1") == "Thị ủy (NB-H1)"
    assert wording.unit("NB-H2") == "NB-H2"


def test_a_plan_and_its_helpers_are_told_in_full() -> None:
    assigned = IssueAssigned(
        lead="NB-H1-KTHT",
        plan=Plan(
            content=sealed("Gia cố"),
            solution=sealed("Vá mặt cầu"),
            until=date(2018, 9, 1),
            person="p-works",
            task=sealed("Thi công"),
        ),
        co_operating=(CoOperation(unit="NB-H1-CA", until=date(2018, 8, 30)),),
    )

    told = dict(Wording(EN).fields(assigned))

    assert told["plan"] == (
        "content: Gia cố; solution: Vá mặt cầu; until: 2018-09-01; person: p-works; task: Thi công"
    )
    assert told["co-operating"] == "NB-H1-CA by 2018-08-30"


def test_a_second_deadline_of_its_kind_is_numbered() -> None:
    first = DeadlineId(leg=2, kind=DeadlineKind.CO_OPERATION, ordinal=1)

    assert Wording(VI).deadline(first) == "phối hợp (chặng 2)"
    assert Wording(VI).deadline(first.model_copy(update={"ordinal": 2})) == "phối hợp 2 (chặng 2)"


def test_days_that_do_not_count_and_default_rules_are_told_in_words() -> None:
    pauses = (Pause(since=date(2018, 8, 6), until=date(2018, 8, 9)),)

    assert Wording(VI).field("pauses", pauses) == "06/08/2018 – 09/08/2018"
    assert Wording(EN).field("pauses", pauses) == "2018-08-06 to 2018-08-09"
    assert Wording(VI).field("rule", "P") == "mặc định (P)"
    assert Wording(EN).field("rule", "002-4") == "002-4"


def test_issues_are_called_by_their_numbers() -> None:
    wording = Wording(EN, number_of=lambda id: f"NB-{id.int}-K")

    assert wording.text((UUID(int=7), UUID(int=9))) == "NB-7-K, NB-9-K"


@pytest.mark.parametrize("kind", [*members(AnyFact)], ids=lambda kind: kind.__name__)
def test_every_fact_has_a_name_in_both_languages(kind: type[Fact]) -> None:
    stored = kind.model_fields["type"].default

    assert VI.label("event", stored) != stored
    assert VI.label("event", stored) != EN.label("event", stored)


def test_the_facts_of_deadlines_are_among_those_of_issues() -> None:
    assert DeadlineSet in set(members(IssueFact))


def test_a_succession_is_told_with_units_by_name_and_shares() -> None:
    day = date(2025, 7, 1)
    letter = DocumentRef(number="15-QĐ/TU", dated=date(2025, 6, 20), issuer="NB")
    recorded = OrgSuccessionRecorded(
        unit="NB-H1",
        kind=SuccessionKind.SPLIT,
        successors=("NB-X8", "NB-X9"),
        shares=(Share(unit="NB-H1-KTHT", to="NB-SXD"),),
        above="NB",
        unmapped_owner="NB",
        archive="NB-VP",
        valid_from=day,
        basis=letter,
        minutes=letter,
    )
    names = {"NB-H1": "Huyện ủy Một", "NB-SXD": "Sở Xây dựng", "NB": "Tỉnh ủy"}

    told = dict(Wording(VI, name_of=lambda unit, _: names.get(unit)).fields(recorded))

    assert told["đơn vị"] == "Huyện ủy Một (NB-H1)"
    assert told["loại"] == "chia tách"
    assert told["đơn vị kế thừa"] == "NB-X8, NB-X9"
    assert told["phân chia"] == "NB-H1-KTHT → Sở Xây dựng (NB-SXD)"
    assert told["cấp trên tiếp nhận"] == "Tỉnh ủy (NB)"
    assert told["đơn vị giữ việc chưa có nơi nhận"] == "Tỉnh ủy (NB)"
    assert told["nơi lưu hồ sơ"] == "NB-VP"
