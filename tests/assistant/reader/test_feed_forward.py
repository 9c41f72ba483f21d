"""A feed-forward net that is split says what it said before, and no number in it is far larger than the others."""

import torch
from torch import nn

from assistant.reader.feed_forward import SplitFeedForward

HIDDEN, NEURONS, LOUD = 8, 24, 5


def parts() -> tuple[nn.LayerNorm, nn.Linear, nn.Linear]:
    """A normalisation with one large channel, and a net with one neuron that is loud."""
    torch.manual_seed(1)
    norm, inner, outer = nn.LayerNorm(HIDDEN), nn.Linear(HIDDEN, NEURONS), nn.Linear(NEURONS, HIDDEN)
    norm.weight.data[3], norm.bias.data[2] = 20.0, 0.5
    inner.bias.data[LOUD] = 90.0
    outer.weight.data[:, LOUD] *= 10
    return norm, inner, outer


def test_the_outcome_is_the_same() -> None:
    norm, inner, outer = parts()
    states = norm(torch.randn(1, 7, HIDDEN))
    whole = outer(nn.functional.gelu(inner(states)))
    assert torch.allclose(SplitFeedForward(norm, inner, outer, nn.GELU())(states), whole, rtol=1e-4, atol=1e-4)


def test_what_is_quantised_is_of_one_size() -> None:
    norm, inner, outer = parts()
    split = SplitFeedForward(norm, inner, outer, nn.GELU())
    states = norm(torch.randn(1, 50, HIDDEN))
    channels = (states * split.shrink).abs().amax((0, 1))
    neurons = split.activation(split.inner(states * split.shrink)).abs().max()
    assert channels.max() < 3 * channels.min()
    assert split.inner.out_features == NEURONS - 1
    assert neurons < 60 < split.activation(split.loud_inner(states)).abs().max()


def test_what_it_was_made_of_stays_as_it_was() -> None:
    parts_before, (norm, inner, outer) = parts(), parts()
    SplitFeedForward(norm, inner, outer, nn.GELU())
    for before, after in zip(parts_before, (norm, inner, outer), strict=True):
        assert all(torch.equal(*pair) for pair in zip(before.parameters(), after.parameters(), strict=True))
