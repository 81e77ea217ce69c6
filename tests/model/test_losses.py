import pytest
import torch
from torch.distributions import Normal, kl_divergence

from crvae_core.model import losses


def test_kl_equals_torch() -> None:
    torch.manual_seed(0)
    mu, log_var, other_mu, other_log_var = torch.randn(4, 3, 5)
    first = Normal(mu, torch.exp(0.5 * log_var))
    second = Normal(other_mu, torch.exp(0.5 * other_log_var))
    expected = kl_divergence(first, second).sum(dim=1)
    torch.testing.assert_close(losses.gaussian_kl(mu, log_var, other_mu, other_log_var), expected)
    prior = kl_divergence(first, Normal(0.0, 1.0)).sum(dim=1).mean()
    torch.testing.assert_close(losses.prior_kl(mu, log_var), prior)
    back = kl_divergence(second, first).sum(dim=1)
    torch.testing.assert_close(
        losses.consistency_kl(mu, log_var, other_mu, other_log_var), 0.5 * (expected + back).mean()
    )


def test_free_bits_cost_nothing_and_push_nothing() -> None:
    mu = torch.tensor([[0.1, 3.0]], requires_grad=True)
    value = losses.prior_kl(mu, torch.zeros(1, 2), free_bits=0.5)
    assert value.item() == pytest.approx(0.5 + 4.5)
    value.backward()
    assert mu.grad is not None
    assert mu.grad.tolist() == [[0.0, 3.0]]


def test_errors_are_summed_per_pair_and_ignore_padding() -> None:
    assert losses.image_error(torch.ones(2, 3, 4, 5), torch.zeros(2, 3, 4, 5)).item() == 60
    words, target = torch.ones(2, 3, 4), torch.zeros(2, 3, 4)
    mask = torch.tensor([[True, False, False], [True, True, True]])
    assert losses.text_error(words, target, mask).item() == pytest.approx((4 + 12) / 2)


def test_word_choice_prefers_the_nearest() -> None:
    vocabulary = torch.eye(3)
    mask = torch.tensor([[True, True, False]])
    ids = torch.tensor([[0, 1, 2]])
    right = losses.word_choice(vocabulary[ids], ids, vocabulary, mask, 10.0)
    wrong = losses.word_choice(vocabulary[ids.flip(1)], ids, vocabulary, mask, 10.0)
    assert right.item() < 1e-4 < wrong.item()


def test_end_error_counts_the_steps_up_to_the_end() -> None:
    mask = torch.tensor([[True, True, False], [False, False, False]])
    ends = torch.tensor([[-50.0, -50.0, 50.0, -50.0], [50.0, -50.0, -50.0, -50.0]])
    assert losses.end_error(ends, mask).item() == pytest.approx(0.0, abs=1e-6)
    assert losses.end_error(-ends, mask).item() == pytest.approx(150 / 2)  # the empty text counts nothing
