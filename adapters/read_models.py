"""Every read model there is, and where a data folder keeps them."""

from adapters.settings import Settings
from adapters.views import Views
from projections.assignments import Assignments
from projections.attendance import Attendance
from projections.consolidation import MonthlyConsolidation
from projections.deadlines import Deadlines
from projections.history import History
from projections.inbox import Inbox
from projections.meeting_quality import MeetingQuality
from projections.not_submitted import RecordedOnly
from projections.organisation import Organisation
from projections.ports import Log, ReadModel
from projections.residence import ResidenceRegister
from projections.stuck import StuckIssues
from projections.succession import Successions
from projections.timeliness import Timeliness

VIEWS_FOLDER = "views"
"""Name of the read models' folder in the data folder."""

READ_MODELS: tuple[ReadModel, ...] = (
    Assignments(),
    Attendance(),
    MonthlyConsolidation(),
    Deadlines(),
    History(),
    Inbox(),
    MeetingQuality(),
    Organisation(),
    RecordedOnly(),
    Timeliness(),
    ResidenceRegister(),
    StuckIssues(),
    Successions(),
)


def views_of(settings: Settings, log: Log) -> Views:
    """The read models of a data folder; nothing is read or made before they are asked."""
    return Views(settings.data / VIEWS_FOLDER, log, READ_MODELS, wait=settings.wait)


def names_of_read_models() -> list[str]:
    return sorted(one.name for one in READ_MODELS)


def read_model_named(name: str) -> ReadModel:
    return next(one for one in READ_MODELS if one.name == name)
