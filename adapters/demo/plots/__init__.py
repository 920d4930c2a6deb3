"""The plots of the demo's issues: each a function that writes one issue's life on the stage."""
