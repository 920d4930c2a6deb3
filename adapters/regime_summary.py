"""What a regime says, in the words of its readers: a heading and a sentence for each matter.

The table of triggers, the deadlines and the ladder are not among them; they are tables themselves.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from adapters.i18n import Translator

if TYPE_CHECKING:
    from domain.organisation import UnitKind
    from domain.regime_keys import AttendanceDuty, BodyOfTier, Label, SummaryAddressee, SummaryRule
    from workflows.regime import Copy, RegimeSpec

Line = tuple[str, str]
"""Key of a heading, and the text below it."""


def summary(spec: "RegimeSpec", words: Translator) -> Iterator[Line]:
    yield "regimes.row.source", spec.source
    yield "regimes.row.effective", _effective(spec, words)
    yield "regimes.row.calendar", spec.calendar
    yield "regimes.row.tiers", " → ".join(words.label("unit-kind", tier) for tier in _line(spec))
    yield "regimes.row.sources", _list("source", spec.sources, words)
    for name, channel in spec.channels.items():
        roles = _list("role", dict.fromkeys((*channel.raises, *channel.submits)), words)
        yield "regimes.row.channel", f"{words.label('channel', name)}: {roles}"
    yield "regimes.row.holder", words.label("unit-kind", spec.delivery.holder.value)
    if spec.delivery.copies:
        yield "regimes.row.copies", _bodies(spec.delivery.copies, words)
    yield from _duties(spec, words)
    yield from _meetings(spec, words)
    yield from _papers(spec, words)
    yield from _changes(spec, words)


def _effective(spec: "RegimeSpec", words: Translator) -> str:
    since, until = spec.effective_from, spec.effective_to
    told = [words("regimes.since", day=since)] if since else []
    told += [words("regimes.until", day=until)] if until else []
    return ", ".join(told) or words("regimes.no-dates")


def _line(spec: "RegimeSpec") -> "Iterator[UnitKind]":
    """The lowest tier first."""
    tier = next((low for low in spec.tiers if low not in spec.tiers.values()), None)
    while tier is not None:
        yield tier
        tier = spec.tiers.get(tier)


def _duties(spec: "RegimeSpec", words: Translator) -> Iterator[Line]:
    for duty in spec.attendance.duties.values():
        yield "regimes.row.attendance", _duty(duty, words)
    if spec.attendance.apart_from:
        yield "regimes.row.apart-from", _list("other-duty", spec.attendance.apart_from, words)
    if spec.assignments.drawn_from:
        yield "regimes.row.assigned", _bodies(spec.assignments.drawn_from, words)
    if spec.assignments.grounds:
        grounds = _list("assignment-ground", spec.assignments.grounds, words)
        yield "regimes.row.grounds", grounds
    if spec.assignments.every_chapter:
        yield "regimes.row.assignments", words("regimes.every-chapter")


def _duty(duty: "AttendanceDuty", words: Translator) -> str:
    tier = words.label("unit-kind", duty.tier.value)
    who = f"{_list('unit-kind', duty.bodies, words)} ({tier})" if duty.bodies else tier
    often = _often(duty.times, duty.every_months, words)
    told = f"{who}: {often} ({duty.rule})"
    if duty.chapters:
        told += "; " + _list("unit-kind", duty.chapters, words)
    return told + ("; " + words("regimes.substitutes") if duty.substitutes else "")


def _often(times: int, months: int, words: Translator) -> str:
    return words("regimes.often", times=times, every=_every(months, words))


def _every(months: int, words: Translator) -> str:
    """``month``, ``year`` or ``3 months``."""
    known = {1: "regimes.month", 12: "regimes.year"}
    return words(known.get(months, "regimes.months"), months=months)


def _once(months: int, words: Translator) -> str:
    return words("regimes.once", every=_every(months, words))


def _meetings(spec: "RegimeSpec", words: Translator) -> Iterator[Line]:
    rules = spec.meetings
    if rules.kinds:
        yield "regimes.row.kinds", _list("meeting-kind", rules.kinds, words)
    if rules.regular_every_months:
        yield "regimes.row.regular", _once(rules.regular_every_months, words)
    if rules.least_minutes:
        yield "regimes.row.minutes", words("regimes.minutes", least=rules.least_minutes)
    if rules.small:
        few, least = rules.small.fewer_than, rules.small.least_minutes
        yield "regimes.row.small", words("regimes.small", few=few, least=least)
    if spec.briefing:
        held_by = words.label("unit-kind", spec.briefing.held_by.value)
        yield "regimes.row.briefing", f"{held_by}; {_once(spec.briefing.every_months, words)}"
    if spec.rubric:
        yield "regimes.row.rubric", str(spec.rubric.ref)
        points = (f"{_said(one, words)} {one.most}" for one in spec.rubric.criteria.values())
        yield "regimes.row.points", "; ".join(points)
        grades = (f"{_said(grade, words)} ≥ {grade.least}" for grade in spec.rubric.grades)
        yield "regimes.row.grades", "; ".join(grades)


def _papers(spec: "RegimeSpec", words: Translator) -> Iterator[Line]:
    for one in spec.summaries.values():
        yield "regimes.row.summary", _summary(one, words)
    if spec.residence.notify:
        counts = words.label("link-start", spec.residence.counts_from)
        notified = _list("link-end", spec.residence.notify, words)
        told = words("regimes.residence", counts=counts, notified=notified)
        yield "regimes.row.residence", told
    if spec.conferences.avoid_days:
        days = ", ".join(map(str, spec.conferences.avoid_days))
        yield "regimes.row.conferences", words("regimes.avoid-days", days=days)
    if spec.evaluation.criteria:
        told = _list("evaluation-criterion", spec.evaluation.criteria, words)
        within = spec.evaluation.contest_within_days
        contest = "; " + words("regimes.contest", days=within) if within else ""
        yield "regimes.row.evaluation", told + contest


def _summary(one: "SummaryRule", words: Translator) -> str:
    by, to = words.label("summary-author", one.by), "; ".join(_addressees(one.to, words))
    told = words("regimes.summary", by=by, to=to, often=_once(one.every_months, words))
    return f"{told} ({one.rule})"


def _addressees(to: "Iterable[SummaryAddressee]", words: Translator) -> Iterator[str]:
    for one in to:
        if one.own:
            yield words("regimes.own-leadership")
        elif one.tier and one.body:
            body, tier = (words.label("unit-kind", kind.value) for kind in (one.body, one.tier))
            yield f"{body} ({tier})"


def _changes(spec: "RegimeSpec", words: Translator) -> Iterator[Line]:
    yield "regimes.row.extension", _extension(spec, words)
    yield "regimes.row.open-issues", words.label("open-issues", spec.adoption.open_issues)
    yield "regimes.row.open-deadlines", words.label("open-deadlines", spec.adoption.deadlines)
    days = spec.succession.pause_working_days
    handed_over = words("regimes.handover", days=days) if days else words("regimes.runs-on")
    yield "regimes.row.handover", handed_over


def _extension(spec: "RegimeSpec", words: Translator) -> str:
    from domain.calendar import Span

    times, span = spec.extension.times, Span.parse(spec.extension.adds)
    lasts = words(f"span.{span.unit}", amount=span.amount)
    return words("regimes.extension", times=times, adds=lasts) if times else words("regimes.none")


def _bodies(bodies: "Iterable[BodyOfTier | Copy]", words: Translator) -> str:
    """``thường trực, ban thường vụ (huyện ủy)``: bodies of a tier stand together."""
    of_tier: dict[str, list[str]] = {}
    for one in bodies:
        of_tier.setdefault(one.tier.value, []).append(one.body.value)
    return "; ".join(
        f"{_list('unit-kind', kinds, words)} ({words.label('unit-kind', tier)})"
        for tier, kinds in of_tier.items()
    )


def _said(label: "Label", words: Translator) -> str:
    return label.vi if words.language == "vi" else label.en


def _list(kind: str, values: "Iterable[str]", words: Translator) -> str:
    return ", ".join(words.label(kind, value) for value in values)
