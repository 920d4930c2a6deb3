"""Tables are classes that Django wants to be configured for before they are imported."""

from adapters.databases import configure_django

configure_django()
