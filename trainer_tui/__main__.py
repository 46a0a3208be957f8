"""`python -m trainer_tui` is the `trainer-tui` command."""

from __future__ import annotations

import sys

from trainer_tui.cli import main

sys.exit(main())
