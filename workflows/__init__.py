"""Commands, legality, decide and reactions: who may do what, under which regime."""
