"""The log of facts, on the recorders of the eventsourcing library (docs/event-format.md)."""
