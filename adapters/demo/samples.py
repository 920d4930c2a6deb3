"""The sample issues (DOMAIN 9): fictional, with the day from which each makes sense."""

from datetime import date
from importlib import resources

from pydantic import Field

from domain.values import Authority, Category, Severity, Value


class Sample(Value):
    """One line of ``sample_issues.jsonl``."""

    no: int
    title: str
    description: str
    category: Category
    category_vi: str
    severity: Severity
    authority: str = Field(pattern="^(CHAPTER|MIDDLE_TIER|PROVINCE)$")
    proposed_resolution: str
    valid_from: date | None = None

    @property
    def level(self) -> Authority:
        return Authority[self.authority]


def samples_on(day: date) -> dict[int, Sample]:
    """By number, those that make sense on the day."""
    file = resources.files("adapters.demo") / "sample_issues.jsonl"
    lines = file.read_text("utf-8").splitlines()
    samples = (Sample.model_validate_json(line) for line in lines)
    return {s.no: s for s in samples if s.valid_from is None or s.valid_from <= day}
