"""Whole training steps as CUDA graphs: one launch instead of hundreds, where all steps of a size are the same.

The first step of each size runs as usual, on a stream of its own (the warm-up that capturing asks for, and a step of the
training like any other); the second one is captured and replayed from then on. Where capturing fails, steps go on as usual.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from crvae_core.training.step_result import StepResult

log = logging.getLogger(__name__)


@dataclass
class _Recording:
    graph: torch.cuda.CUDAGraph
    rows: Tensor  # the step reads its rows from here
    outcome: StepResult  # every replay writes its numbers here


class ReplayedSteps:
    """A step of training that is captured once per (batch size, length) and replayed.

    Args:
        step: a function of rows (B,) on the device and the padded length, which trains and never waits for the device.
    """

    def __init__(self, step: Callable[[Tensor, int], StepResult]) -> None:
        self._step = step
        self._recordings: dict[tuple[int, int], _Recording] = {}
        self._warm: set[tuple[int, int]] = set()
        self._stream: torch.cuda.Stream | None = None
        self.works = True

    def __call__(self, rows: Tensor, length: int) -> StepResult:
        """Train on the pairs at `rows`, their texts padded to `length`."""
        size = (len(rows), length)
        if not self.works:
            return self._step(rows, length)
        if size not in self._warm:
            self._warm.add(size)
            return self._aside(rows, length)
        if size not in self._recordings and not self._record(rows, length):
            return self._step(rows, length)
        recording = self._recordings[size]
        recording.rows.copy_(rows)
        recording.graph.replay()
        return recording.outcome

    def _aside(self, rows: Tensor, length: int) -> StepResult:
        """One usual step on the stream that capturing will use."""
        self._stream = self._stream or torch.cuda.Stream()  # type: ignore[no-untyped-call]
        self._stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self._stream):
            outcome = self._step(rows, length)
        torch.cuda.current_stream().wait_stream(self._stream)
        return outcome

    def _record(self, rows: Tensor, length: int) -> bool:
        """Capture a step without running it; False, and no further attempts, where that can't be done."""
        static, graph = rows.clone(), torch.cuda.CUDAGraph()
        pool = next(iter(self._recordings.values())).graph.pool() if self._recordings else None
        try:
            with torch.cuda.graph(graph, pool=pool, stream=self._stream):
                outcome = self._step(static, length)
        except RuntimeError as error:
            log.warning("this GPU can't replay whole steps (%s): steps run one operation at a time", error)
            self.works = False
            torch.cuda.synchronize()
            _free_generator()
            return False
        self._recordings[len(rows), length] = _Recording(graph, static, outcome)
        return True


def _free_generator() -> None:
    """A capture that failed leaves the generator of random numbers within it: go on with a copy of its state."""
    generator = torch.cuda.default_generators[torch.cuda.current_device()]
    generator.graphsafe_set_state(generator.clone_state())
