"""What a user may set: one small frozen Settings, from the environment."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """`model` names the embedding model: "default", a hub name or a folder; `reranker` a CrossEncoder, "" for none."""

    model: str = "default"
    reranker: str = ""

    @classmethod
    def from_environment(cls) -> "Settings":
        """Reads YOUJU_MODEL and YOUJU_RERANKER; what is unset or empty keeps its default."""
        return cls(
            model=os.environ.get("YOUJU_MODEL") or cls().model,
            reranker=os.environ.get("YOUJU_RERANKER") or cls().reranker,
        )
