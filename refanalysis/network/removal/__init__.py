"""What breaks when actors leave: key players, robustness, losses, money that dries up."""

from __future__ import annotations

from refanalysis.network.removal.key_players import key_players
from refanalysis.network.removal.loss import actor_losses
from refanalysis.network.removal.robustness import Robustness, robustness
from refanalysis.network.removal.withdrawal import after_withdrawal

__all__ = ["Robustness", "actor_losses", "after_withdrawal", "key_players", "robustness"]
