"""Loads a CrossEncoder that a user names."""

from typing import TYPE_CHECKING

from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


def load_cross_encoder(name: str, what: str, setting: str) -> "CrossEncoder":
    """The model by hub name or folder; `what` it is for and the `setting` that names it are for the message.

    Raises ModelError where it cannot be loaded.
    """
    from sentence_transformers import CrossEncoder

    try:
        model: CrossEncoder = CrossEncoder(name)
    except Exception as error:  # a wrong name, no network, a damaged folder: the cure is the same
        raise ModelError(f"{what} {name} 无法载入（{error}）：请检查 {setting}，或清空它") from error
    return model
