"""Everything that touches the outside: stores, command line, logging, vault."""
