"""The steps of a residence link's life, each with whatever a test does not care about."""

from typing import Any

from domain.calendar import local_date
from tests import builders as b
from tests.builders import named
from tests.changes import appointed, established, in_turn
from tests.steps import ISSUE, Office, Step, chapter, days_from_now, on_issue, step

LINK, MEMBER = named("link"), "p-linked"
WORKPLACE, AT_WORK = f"{b.PROVINCIAL_DEPARTMENT}-C1", "p-secretaryatwork"


def workplace_founded() -> Step:
    """A chapter in the provincial department, with a secretary."""
    chapter_of_it = established(WORKPLACE, "workplace-chapter", b.PROVINCIAL_DEPARTMENT)
    return in_turn(chapter_of_it, appointed(AT_WORK, WORKPLACE, "secretary"))


def introduced(office: Office = WORKPLACE, actor: str = AT_WORK, **fields: Any) -> Step:
    given = {"link": LINK, "member": MEMBER, "residence": chapter, **fields}
    return step("introduce-member", office, actor, **given)


def accepted_at_home(office: Office = chapter, actor: str = "", **fields: Any) -> Step:
    given = {"link": LINK, "register_number": "17", **fields}
    return step("accept-member", office, actor, **given)


def change_noted(change: str, office: Office = chapter, actor: str = "", **fields: Any) -> Step:
    """By the chapter at home, which told the other of it."""
    told = {"on": lambda world: local_date(world.now), "notified": [WORKPLACE]}
    given = {"link": LINK, "change": change, **told, **fields}
    return step("note-residence-change", office, actor, **given)


def link_ended(days: int = 0, office: Office = chapter, actor: str = "", **fields: Any) -> Step:
    given = {"link": LINK, "on": days_from_now(days), **fields}
    return step("end-residence-link", office, actor, **given)


def relayed(actor: str = MEMBER, office: Office = None, **fields: Any) -> Step:
    """A linked member tells the chapter at home what the residents say."""
    given = {
        "via": "residence-relay",
        "chapter": chapter,
        "source": "resident-group",
        "title": "Rác tồn đọng",
        "description": "Điểm tập kết bốc mùi, xe gom ba ngày một lần",
        "addressee": "NB-H1-X1-UBND",
        "category": "MT",
        "link": LINK,
        **fields,
    }
    return on_issue("raise-issue", office, actor, **given)


def handed_on(actor: str = MEMBER, office: Office = None, **fields: Any) -> Step:
    """The member submits what was relayed."""
    return on_issue("submit-issue", office, actor, **{"issue": ISSUE, "link": LINK, **fields})


LINKED: list[Step] = [workplace_founded(), introduced(), accepted_at_home()]
