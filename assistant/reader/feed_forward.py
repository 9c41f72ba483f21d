"""The feed-forward nets of a network's layers in a form that int8 does no harm to: importing this imports torch."""

import torch
from torch import nn

_DEVIATIONS = 3  # of a normalised channel from its mean that are taken for its usual largest


class SplitFeedForward(nn.Module):
    """A layer's feed-forward net, (pairs, tokens, hidden) → the same, of equal outcome but for rounding.

    Its loud neuron is computed apart, to be left in float32: at the first token and the separators it is up to ten
    times as large as any other, and one scale for all would leave the others few steps. These read channels that have
    been brought to one size. Weights alone tell both: the loud neuron's outgoing ones are the largest, a channel's size
    is that of the normalisation before.
    """

    shrink: torch.Tensor

    def __init__(self, norm: nn.LayerNorm, inner: nn.Linear, outer: nn.Linear, activation: nn.Module) -> None:
        super().__init__()
        loud = outer.weight.abs().amax(0).argmax()
        rest = torch.arange(inner.out_features) != loud
        size = (norm.bias.abs() + _DEVIATIONS * norm.weight.abs()).clamp(min=1e-6).detach()
        self.activation = activation
        self.register_buffer("shrink", 1 / size)
        self.inner = _linear(inner.weight[rest] * size, inner.bias[rest])
        self.outer = _linear(outer.weight[:, rest], outer.bias)
        self.loud_inner = _linear(inner.weight[~rest], inner.bias[~rest])
        self.loud_outer = _linear(outer.weight[:, ~rest], None)

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """What the layer adds to its states."""
        others: torch.Tensor = self.outer(self.activation(self.inner(states * self.shrink)))
        loud: torch.Tensor = self.loud_outer(self.activation(self.loud_inner(states)))
        return others + loud


def is_loud(node: str) -> bool:
    """Whether the node of this name in the exported graph belongs to a neuron that is computed apart."""
    return "/loud_" in node


def split_feed_forward(bert: nn.Module) -> None:
    """Puts a SplitFeedForward in place of the net in each of BERT's layers."""
    for layer in bert.encoder.layer:  # type: ignore[union-attr]
        inner, outer = layer.intermediate, layer.output
        norm = layer.attention.output.LayerNorm
        layer.intermediate = SplitFeedForward(norm, inner.dense, outer.dense, inner.intermediate_act_fn)
        outer.dense = nn.Identity()


def _linear(weight: torch.Tensor, bias: torch.Tensor | None) -> nn.Linear:
    linear = nn.Linear(weight.shape[1], weight.shape[0], bias=bias is not None)
    linear.weight = nn.Parameter(weight.detach().clone())
    if bias is not None:
        linear.bias = nn.Parameter(bias.detach().clone())
    return linear
