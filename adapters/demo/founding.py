"""The organisation as it stands on the eve of a story, with the rules that bind it."""

from datetime import timedelta

from adapters.demo.people import appointments, assignments
from adapters.demo.stage import Stage
from domain.deadline import RegimeRef
from domain.values import DocumentKind, DocumentRef
from workflows.calendar_files import load_calendar_file
from workflows.organisation_commands import (
    FoundOrganisation,
    ImportOrganisation,
    PublishCalendar,
    PublishRegime,
)
from workflows.organisation_entries import BindingEntry, UnitEntry
from workflows.regime_files import regime_text

CALENDAR = "vn"
BASE = RegimeRef(id="base", version="1")


def found(stage: Stage, on: str, calendar: str | None = None) -> None:
    """``calendar`` is the text of an earlier version than the one that there is by now."""
    setting, province = stage.setting, stage.setting.province
    stage.register(
        f"{on} 08:00", FoundOrganisation, name=province.name, founded_on=province.founded_on
    )
    publish_calendar(stage, f"{on} 08:10", calendar)
    for regime in (BASE, setting.regime):
        publish(stage, f"{on} 08:20", regime)
    bound = BindingEntry(
        unit=province.code,
        regime=setting.regime.id,
        version=setting.regime.version,
        valid_from=setting.rules_from,
    )
    decision = DocumentRef(
        kind=DocumentKind.DECISION,
        number="912-QĐ/TU",
        dated=setting.rules_from - timedelta(days=6),
        issuer=province.code,
        signatory_post="Phó Bí thư Thường trực",
    )
    stage.register(
        f"{on} 09:00",
        ImportOrganisation,
        units=tuple(
            UnitEntry(
                unit=place.unit,
                kind=place.kind,
                name=place.name,
                parent=place.parent,
                valid_from=province.founded_on,
            )
            for place in province.places()
        ),
        appointments=tuple(appointments(province, stage.person)),
        assignments=tuple(assignments(stage.cadres, decision, setting.rules_from)),
        bindings=(bound,),
    )


def publish_calendar(stage: Stage, at: str, text: str | None = None) -> None:
    """That version, or the newest there is."""
    file = load_calendar_file(CALENDAR)
    version = text.partition('version = "')[2].partition('"')[0] if text else file.calendar.version
    stage.register(at, PublishCalendar, calendar=CALENDAR, version=version, text=text or file.text)


def publish(stage: Stage, at: str, regime: RegimeRef) -> None:
    text = regime_text(regime)
    stage.register(at, PublishRegime, regime=regime.id, version=regime.version, text=text)
