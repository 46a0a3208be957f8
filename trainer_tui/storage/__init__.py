"""Everything that touches files: the record, its drafts and backups, and the reference library's files."""
