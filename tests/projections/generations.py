"""What the tests of the views' files share."""

from collections.abc import Callable
from typing import Any

from adapters.views import Views
from projections.engine import Progress
from projections.ports import Log, ReadModel
from tests.projections.counting import Counting
from tests.projections.harness import Rows, cut, folded, rows_of

NAME = "counting"


def right_rows(store: Log, read_model: ReadModel | None = None) -> Rows:
    with folded(read_model or Counting(), cut(store.read_each())) as alias:
        return rows_of(alias)


def files(views: Views) -> list[str]:
    """Every file but the locks, which stay."""
    return sorted(path.name for path in views.folder.iterdir() if path.suffix != ".lock")


def generation(views: Views, name: str = NAME) -> int | None:
    [found] = [one.generation for one in views.status() if one.name == name]
    return found


def another(views: Views, store: Log, *read_models: ReadModel, **settings: Any) -> Views:
    """The same folder, as another process would open it."""
    return Views(views.folder, store, read_models, **settings)


class Dies(BaseException):
    """Ends a run in the middle as an interrupt does; kills are in tests/faults."""


def dies_at(position: int) -> Callable[[Progress], None]:
    def progress(made: Progress) -> None:
        if made.position >= position:
            raise Dies

    return progress
