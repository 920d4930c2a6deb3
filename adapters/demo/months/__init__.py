"""A month under each regime, played by the same plots and by those of its own matters."""
