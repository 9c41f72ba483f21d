"""Where things lie that tests read: the checkout, and real reports beside it on machines that have them."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
