"""A whole issue as one HTML page that prints well and needs nothing beside it."""

from collections.abc import Iterable, Iterator

from adapters.explanation_view import Explanation, explanation
from adapters.export import Exported
from adapters.history_view import EntryText, entry_text
from adapters.html import Html, element, joined
from adapters.i18n import Translator
from adapters.issue_view import issue_fields
from adapters.wording import Wording

_STYLE = """
@page { size: A4; margin: 20mm 15mm 20mm 25mm; @bottom-right { content: counter(page); } }
body { font: 12pt/1.4 "Times New Roman", "Liberation Serif", serif; color: #000;
  max-width: 60em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.4em; margin: 0; }
h2 { font-size: 1.15em; margin: 1.6em 0 .4em; border-bottom: 1px solid #000; break-after: avoid; }
h3 { font-size: 1em; margin: 1.2em 0 .2em; break-after: avoid; }
p { margin: .2em 0; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #999; padding: .2em .5em; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; white-space: pre-line; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
table.fields th { width: 28%; font-weight: normal; color: #333; }
table.days { width: auto; margin: .3em 0; font-size: .9em; }
table.days td { border-color: #ccc; padding: 0 .5em; }
td.number { text-align: right; }
td.when { width: 8.5em; }
.small { color: #333; font-size: .9em; }
@media print { body { margin: 0; padding: 0; max-width: none; } }
"""
_NOTHING_FROM_ELSEWHERE = "default-src 'none'; style-src 'unsafe-inline'"
"""Content-Security-Policy: the page loads nothing and runs nothing."""


def page(exported: Exported, wording: Wording) -> str:
    """In the language of the wording."""
    words, now = wording.words, wording.at(exported.at)
    title = now.text(exported.issue.title)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_NOTHING_FROM_ELSEWHERE),
        element("meta", name="viewport", content="width=device-width"),
        element("title", f"{exported.number} {title}"),
        element("style", Html(_STYLE)),
    )
    body = element(
        "body",
        element("h1", f"{exported.number}  {title}"),
        element("p", words("export.as-of", at=exported.at), class_="small"),
        _section(words("export.issue"), _fields(issue_fields(exported.issue, now), words)),
        _section(words("export.deadlines"), _deadlines(exported, wording)),
        _section(words("export.history"), _history(exported, wording)),
    )
    return f"<!doctype html>\n{element('html', head, body, lang=words.language)}\n"


def _section(title: str, *content: str) -> Html:
    return element("section", element("h2", title), *content)


def _fields(fields: Iterable[tuple[str, str]], words: Translator) -> Html:
    rows = (
        element("tr", element("th", words.label("field", name), scope="row"), element("td", text))
        for name, text in fields
    )
    return element("table", element("tbody", rows), class_="fields")


def _deadlines(exported: Exported, wording: Wording) -> Html:
    explained = (
        explanation(deadline, calendar, exported.at, wording)
        for deadline, calendar in exported.deadlines
    )
    return joined(part for one in explained for part in _deadline(one))


def _deadline(explained: Explanation) -> Iterator[Html]:
    yield element("h3", explained.title)
    yield element("p", explained.due)
    yield element("p", f"{explained.basis} {explained.counting}", class_="small")
    if explained.days:
        rows = (
            element(
                "tr",
                element("td", day.day),
                element("td", day.weekday),
                element("td", day.number, class_="number"),
                element("td", day.kind),
            )
            for day in explained.days
        )
        yield element("table", element("tbody", rows), class_="days")


def _history(exported: Exported, wording: Wording) -> Html:
    words = wording.words
    columns = ("recorded", "what", "who", "text")
    head = (element("th", words.label("export", column), scope="col") for column in columns)
    rows = (_entry(entry_text(entry, wording), words) for entry in exported.entries)
    return element("table", element("thead", element("tr", head)), element("tbody", rows))


def _entry(entry: EntryText, words: Translator) -> Html:
    occurred = (
        element("p", words("export.occurred-at", at=entry.occurred), class_="small")
        if entry.occurred != entry.recorded
        else Html()
    )
    said = (f"{name}: {text}" for name, text in (*entry.fields, *entry.texts))
    return element(
        "tr",
        element("td", element("p", entry.recorded), occurred, class_="when"),
        element("td", entry.what),
        element("td", "; ".join(entry.who)),
        element(
            "td",
            element("p", "; ".join(entry.under), class_="small"),
            (element("p", line) for line in said),
        ),
    )
