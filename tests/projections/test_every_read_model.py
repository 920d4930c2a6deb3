"""The rows of every read model there is follow from the facts, and from nothing else."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from adapters.read_models import READ_MODELS, names_of_read_models
from adapters.views import Views
from tests.projections.duty_lives import DutyLife
from tests.projections.generations import another
from tests.projections.harness import Rows, cut, folded, rows_in, rows_of
from tests.projections.lives import CHOICES, CUTS, Life
from tests.workflows.lives import Chances

NAMES = names_of_read_models()
CHANGES = st.lists(st.binary(min_size=8, max_size=8), max_size=20)
"""Of the organisation, which lives change rarely; one entry a step."""
LOOKS = st.lists(
    st.tuples(st.integers(0, 12), st.sets(st.sampled_from(NAMES), min_size=1)), max_size=8
)
"""How many steps of a life pass, and which read models are brought up to date then."""
REGIMES = ("ninh-binh", "odd-ladder", "simultaneous-copies")


def test_rows_are_equal_whatever_the_cuts_and_equal_to_a_rebuild() -> None:
    filled: set[tuple[str, str]] = set()
    there: set[tuple[str, str]] = set()

    @settings(max_examples=25)
    @examples(
        choices=CHOICES,
        changes=CHANGES,
        sizes=CUTS,
        looks=LOOKS,
        batch_size=st.integers(1, 40),
        batches=st.integers(1, 5),
        regime=st.sampled_from(REGIMES),
        kind=st.sampled_from((Life, DutyLife)),
    )
    def lives(
        *,
        choices: list[bytes],
        changes: list[bytes],
        sizes: list[int],
        looks: list[tuple[int, set[str]]],
        batch_size: int,
        batches: int,
        regime: str,
        kind: type[Life],
    ) -> None:
        life = kind(regime)
        for change in changes:
            life.organise(Chances(change))
        with TemporaryDirectory() as folder:
            cuts = {"batch_size": batch_size, "batches": batches}
            views = Views(Path(folder), life.world.store, READ_MODELS, **cuts)
            for steps, names in looks:
                life.live(choices[:steps])
                choices = choices[steps:]
                assert views.catch_up(names).stopped == []
            life.live(choices)
            assert views.catch_up().stopped == []
            grown = {name: rows_in(views, name) for name in NAMES}
            rebuilding = another(views, life.world.store, *READ_MODELS)
            assert rebuilding.rebuild(*NAMES).stopped == []
            rebuilt = {name: rows_in(views, name) for name in NAMES}
        assert grown == rebuilt == by_cuts(life, sizes)
        there.update((name, table) for name, rows in rebuilt.items() for table in rows)
        filled.update(
            (name, table) for name, rows in rebuilt.items() for table in rows if rows[table]
        )

    lives()
    # Or else the run proved nothing of a table.
    assert filled == there


def by_cuts(life: Life, sizes: list[int]) -> dict[str, Rows]:
    found = {}
    for read_model in READ_MODELS:
        with folded(read_model, cut(life.log, sizes)) as alias:
            found[read_model.name] = rows_of(alias)
    return found
