"""An athletic trainer's injury reference and incident record, in the terminal."""

__version__ = "0.1.0"
