"""What all fault tests ask."""

import pytest


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """Whether the long form is wanted, whose results are written down."""
    return bool(request.config.getoption("--full-faults"))
