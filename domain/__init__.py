"""Facts, state and evolve: what happened, and what follows from it. Imports pydantic only."""
