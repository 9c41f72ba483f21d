"""A second opinion on whether a statement follows from a quote: an NLI CrossEncoder, where a user names one."""

from functools import lru_cache

from assistant.retrieval.cross_encoder import load_cross_encoder
from index.errors import ModelError

_SURE = 0.5  # probability of entailment from which a statement stands
_JUDGED = 4096  # pairs kept in memory


class CrossEncoderEntailment:
    """`support.Entails` by any sentence-transformers CrossEncoder with a label for entailment."""

    def __init__(self, name: str) -> None:
        """Loads a model by hub name or folder. Raises ModelError where it cannot be loaded or has no such label."""
        self._model = load_cross_encoder(name, "推理模型", "YOUJU_NLI")
        named = (self._model.config and self._model.config.id2label) or {}
        labels = {str(label).lower(): at for at, label in named.items()}
        at = next((at for label, at in labels.items() if label.startswith("entail")), None)
        if at is None:
            raise ModelError(f"推理模型 {name} 没有 entailment 这一类（{'、'.join(labels)}）：请检查 YOUJU_NLI")
        self._at = at
        self._judge = lru_cache(maxsize=_JUDGED)(self._entails)

    def __call__(self, premise: str, statement: str) -> bool:
        """Whether the model takes the statement as following from the premise."""
        return self._judge(premise, statement)

    def _entails(self, premise: str, statement: str) -> bool:
        scores = self._model.predict([(premise, statement)], apply_softmax=True)[0]
        return bool(scores[self._at] >= _SURE)
