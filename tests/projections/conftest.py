"""Modules that define tables are imported after Django was configured, which this import does."""

import adapters.databases  # noqa: F401
