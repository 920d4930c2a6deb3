"""Calendars as data: a file per version, listing in full the days that differ from a usual week.

``workflows.calendar_files`` reads them. A version never changes once published: a new decree is a
new version.
"""
