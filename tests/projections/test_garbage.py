"""The process's search for cycles while batches are folded."""

import gc

from projections.garbage import few_collections


def test_the_threshold_is_put_back_by_the_last_of_those_that_overlap() -> None:
    usual = gc.get_threshold()
    first, second = few_collections(), few_collections()

    first.__enter__()
    second.__enter__()
    raised = gc.get_threshold()
    first.__exit__(None, None, None)
    still = gc.get_threshold()
    second.__exit__(None, None, None)

    assert raised == still
    assert raised[0] > usual[0]
    assert gc.isenabled()
    assert gc.get_threshold() == usual
