"""The two languages of the users: which one is meant, and the texts in it (docs/adr/0040)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from gettext import translation
from pathlib import Path
from string import Formatter
from typing import Any

from domain.local_time import VIETNAM

LANGUAGES = ("vi", "en")
"""Vietnamese first: it is meant wherever nothing else is said."""

DOMAIN = "kiennghi"
LOCALES = Path(__file__).parent / "locales"


class UnknownLanguage(Exception):
    """A language was asked for by name that there is no catalogue for."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.language = language


def choose_language(option: str | None, environment: Mapping[str, str]) -> str:
    """The language of ``--lang``, else of KIENNGHI_LANG, else of the locale.

    The locale is LC_ALL, LC_MESSAGES or LANG, the first that is set; only an English one is
    English, all others (C and POSIX among them) and none at all are Vietnamese. Raises
    UnknownLanguage where the option or KIENNGHI_LANG names another language.
    """
    asked = option or environment.get("KIENNGHI_LANG")
    if asked:
        if asked.lower() not in LANGUAGES:
            raise UnknownLanguage(asked)
        return asked.lower()
    locale = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)),
        "",
    )
    return "en" if locale.lower().startswith("en") else "vi"


class Translator:
    """Texts in one language. Called with a key and the values that the text names.

    A text names its values as ``{unit}``; a word after a colon says how the value is written:
    ``{due:instant}``, ``{day:date}``, or the kind of a label, as in ``{state:state}``. A list is
    written with commas.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = translation(DOMAIN, LOCALES, [language])
        self._formatter = _Words(self)

    def __call__(self, key: str, /, **params: Any) -> str:
        text = self._catalogue.gettext(key)
        return self._formatter.vformat(text, (), params)

    def knows(self, key: str) -> bool:
        """Whether there is a text under the key."""
        return self._catalogue.gettext(key) != key

    def label(self, kind: str, value: object) -> str:
        """What people call a value of an enumeration; the value itself where it has no name."""
        key = f"{kind}.{value}"
        return self._catalogue.gettext(key) if self.knows(key) else str(value)

    def date(self, day: date) -> str:
        """``09/08/2018`` in Vietnamese, ``2018-08-09`` in English."""
        return day.strftime("%d/%m/%Y") if self.language == "vi" else day.isoformat()

    def instant(self, at: datetime) -> str:
        """Date and time in Vietnam; seconds only where they are not zero."""
        local = at.astimezone(VIETNAM)
        clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
        return f"{self.date(local.date())} {clock}"


class _Words(Formatter):
    """Fills a text with values as its readers write them; a value that is not given is "?"."""

    def __init__(self, words: Translator) -> None:
        self._label = words.label
        self._writers: dict[str, Callable[[Any], str]] = {
            "date": lambda value: words.date(_as_date(value)),
            "instant": lambda value: words.instant(_as_instant(value)),
        }

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key))

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            return "?"
        if isinstance(value, Iterable) and not isinstance(value, str):
            return ", ".join(self.format_field(item, format_spec) for item in value)
        if not format_spec:
            return str(value)
        write = self._writers.get(format_spec)
        return write(value) if write else self._label(format_spec, value)


def _as_date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _as_instant(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
