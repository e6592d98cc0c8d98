"""refanalysis: tables in, functions, tables out, for analysts of refugee operations."""

__version__ = "0.1.0"
