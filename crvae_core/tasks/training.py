"""Trainings as background work: one at a time on a device, whatever the project, in the order in which they were asked for.

Torch is loaded when the turn has come: what waits is small.
"""

from collections.abc import Callable, Sequence
from typing import Any

from crvae_core.errors import CancelledError, RunError
from crvae_core.work.lanes import Lane
from crvae_core.work.report import Report

KIND = "train"
MANY = 1_000_000  # so many that nobody waits
OnEpoch = Callable[[str, dict[str, Any]], None]


def device_lane(device: str, beside: bool = False) -> Lane:
    """The queue of a device, such as "cpu" or "cuda"; beside: for one that does not wait for others."""
    return Lane("device-" + device.replace(":", "-"), MANY if beside else 1)


def epoch_words(epoch: int, epochs: int) -> str:
    """What a training is at after an epoch, the same wherever it is told."""
    if epochs and epoch == epochs:
        return "Saving the vectors and measuring the result"
    return f"Epoch {epoch} of {epochs}"


def train_runs(
    report: Report,
    runs: Sequence[str],
    device: str,
    resume: bool = False,
    beside: bool = False,
    on_epoch: OnEpoch | None = None,
) -> dict[str, Any]:
    """Train runs that wait, or go on with them, each when the device is free.

    One that fails does not keep the next from its turn. A stop of one run ends that run alone, a signal all; a request to
    end the work stops the present run, which keeps what it learnt, and withdraws those that wait.

    Args:
        report: of the piece of work.
        runs: names of runs of the report's project.
        device: of torch, as it is called there.
        resume: go on with runs that were begun before.
        beside: do not wait for other trainings on the device.
        on_epoch: called with a run's name and its line of metrics.

    Returns under "runs" for each its state, or what went wrong. Raises RunError where there is one run, and it failed.
    """
    results: dict[str, str] = {}
    try:
        for run in runs:
            with report.turn(device_lane(device, beside)):
                from crvae_core.tasks.one_training import train_one

                results[run], goes_on = train_one(report, run, device, resume, on_epoch)
            if not goes_on:
                break
    except CancelledError:  # while it waited
        if not results:
            raise
    finally:
        if report.is_cancelled:
            from crvae_core.tasks.one_training import withdraw_waiting

            withdraw_waiting(report, runs)
    failed = [said for said in results.values() if said not in ("done", "stopped")]
    if len(runs) == 1 and failed:
        raise RunError(failed[0])
    return {"runs": results}
