"""The command line: one file per group of commands, `main` in front of them."""
