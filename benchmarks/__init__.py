"""Measurements side by side with the alternative, as ratios: these machines are noisy."""
