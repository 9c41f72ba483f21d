"""What a user may set: one small frozen Settings, from the environment."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """`model` names the embedding model: "default", a hub name or a folder; `reranker` and `nli` CrossEncoders or "".

    `data` is the folder of what users make: accounts, feedback, the audit log.
    """

    model: str = "default"
    reranker: str = ""
    nli: str = ""
    data: str = ".youju"

    @classmethod
    def from_environment(cls) -> "Settings":
        """Reads YOUJU_MODEL, YOUJU_RERANKER, YOUJU_NLI and YOUJU_DATA; what is unset or empty keeps its default."""
        return cls(
            model=os.environ.get("YOUJU_MODEL") or cls().model,
            reranker=os.environ.get("YOUJU_RERANKER") or cls().reranker,
            nli=os.environ.get("YOUJU_NLI") or cls().nli,
            data=os.environ.get("YOUJU_DATA") or cls().data,
        )
