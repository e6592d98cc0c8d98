"""Reports: notebooks executed by papermill, rendered as self-contained pages, with a run record beside each."""
