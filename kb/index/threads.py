"""How many threads share one piece of the model's work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


def threads() -> int:
    """As many as torch takes now."""
    import torch

    return torch.get_num_threads()


@contextmanager
def threads_set(during: int, after: int) -> Iterator[None]:
    """Let the model work on so many threads.

    A question is too short to be shared out: where other work holds a core, threads wait for each
    other at every step, and one question takes twenty times as long.
    """
    import torch

    torch.set_num_threads(during)
    try:
        yield
    finally:
        torch.set_num_threads(after)
