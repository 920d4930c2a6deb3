"""May to August 2025 in a province that loses its districts on 1 July."""
