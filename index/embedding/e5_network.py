"""The network of multilingual-e5-small, built from its weights, and its export to ONNX in int8.

Needed once, when the default model is made: importing this imports torch and transformers.
"""

import logging
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import quantize_dynamic
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from torch import nn
from transformers import AutoModel, BertConfig

from index.embedding.e5s1 import E5Weights

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


def build_tokenizer(weights: E5Weights) -> Tokenizer:
    """XLM-RoBERTa's unigram tokenizer: token counts equal to the wheel's own engine on real reports."""
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


class Encoder(nn.Module):
    """(1, tokens) int64 → (1, hidden) and (1, tokens, hidden) float32: BERT's tokens, and their mean at unit length."""

    def __init__(self, bert: nn.Module) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The vector of one text and those of its tokens."""
        tokens = self.bert(input_ids=input_ids).last_hidden_state
        return nn.functional.normalize(tokens.mean(dim=1), dim=1), tokens


def build_encoder(weights: E5Weights) -> nn.Module:
    """The embedding network in float32, with the weights in it."""
    return Encoder(build_bert(weights, "eager")).eval()  # eager attention exports as plain matrix products


def build_bert(weights: E5Weights, attention: str) -> nn.Module:
    """BERT without pooling in float32, with the weights in it; `attention` is transformers' name of how it is done."""
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
        hidden_dropout_prob=0.0,  # where it is trained on, dropout costs a third of the time and gains nothing
        attention_probs_dropout_prob=0.0,
    )
    bert = AutoModel.from_config(  # type: ignore[no-untyped-call]
        config,
        add_pooling_layer=False,
        attn_implementation=attention,
    )
    empty = bert.state_dict()
    state = {_bert_name(name): torch.tensor(values) for name, values in weights.tensors.items()}
    bert.load_state_dict({name: values.reshape(empty[name].shape) for name, values in state.items()}, assign=True)
    loaded: nn.Module = bert
    return loaded


def _bert_name(name: str) -> str:
    if name in _EMBEDDINGS:
        return "embeddings." + _EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"


def export_encoder(encoder: nn.Module, path: Path) -> None:
    """Writes the embedding network as ONNX."""
    names = ("sentence_embedding", "token_embeddings")
    lengths = {name: {1: "tokens"} for name in ("input_ids", "token_embeddings")}
    export_int8(encoder, (torch.arange(10, 20)[None],), path, ("input_ids",), names, lengths)


def export_int8(
    network: nn.Module,
    example: tuple[torch.Tensor, ...],
    path: Path,
    inputs: Sequence[str],
    outputs: Sequence[str],
    lengths: Mapping[str, Mapping[int, str]],
    exact: Callable[[str], bool] = lambda node: False,
) -> None:
    """Writes a network as ONNX, its weights in int8 but for the products whose node's name is `exact`.

    `lengths` names the axes of inputs and outputs that differ from text to text.
    """
    whole = path.with_suffix(".fp32.onnx")
    with warnings.catch_warnings(), torch.no_grad():
        # The exporter through TorchScript is deprecated, but the other one needs a further package.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            example,
            str(whole),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=lengths,
            dynamo=False,
        )
    left = [node.name for node in onnx.load(whole).graph.node if node.op_type == "MatMul" and exact(node.name)]
    logging.disable(logging.WARNING)  # advice about an optional step that dynamic quantisation does not need
    # One scale a channel: the cosine with float32 is 0.997, with one a tensor 0.987. Seven bits: without VNNI
    # instructions eight would overflow silently, and here they gain nothing (0.9976 to 0.9973).
    quantize_dynamic(whole, path, per_channel=True, reduce_range=True, nodes_to_exclude=left)
    logging.disable(logging.NOTSET)
    whole.unlink()
