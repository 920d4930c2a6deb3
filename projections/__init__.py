"""What people read, folded from the log and always rebuildable."""
