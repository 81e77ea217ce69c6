"""A question that one training can't answer: would another one give the same clusters?"""

import logging
from contextlib import suppress
from dataclasses import replace

from crvae_core.errors import InputError
from crvae_core.files import write_json
from crvae_core.runs.evaluation import Evaluation, Gate
from crvae_core.runs.run import Run
from crvae_core.runs.trainings import Trainings, trainings_of

NAME, TITLE = "repeatable", "Another training finds the same"
KS = range(3, 10)  # two clusters agree too easily
AGREES = 0.75  # adjusted Rand index of the k that trainings agree on best
_REMEDY = (
    "Take a k at which the trainings agree (the curve between trainings, on the page Map under Stable), or look at the clusters "
    "that all agree on (Agreed on by all trainings, where clusters are made); train longer, or keep more moments."
)
_ALONE = Gate(
    NAME,
    TITLE,
    None,
    None,
    "There is one training of these settings only; the page Train makes more (Trainings of each).",
)
log = logging.getLogger(__name__)


def repeatable_gate(trainings: Trainings) -> Gate:
    """How far the clusters of several trainings agree; not asked of one training alone."""
    if len(trainings) < 2:
        return _ALONE
    found = trainings.agreement(KS)
    if found.empty:
        return Gate(NAME, TITLE, None, None, "There are too few different moments to compare trainings by.")
    best = found.sort_values("between", kind="stable").iloc[-1]
    sentence = (
        f"{len(trainings)} trainings agree best at k = {int(best['k'])}, by {best['between']:.2f} (adjusted Rand index, 1 is "
        f"the same); over k = {int(found['k'].iloc[0])} to {int(found['k'].iloc[-1])} by {found['between'].mean():.2f}."
    )
    passed = bool(best["between"] >= AGREES)
    return Gate(NAME, TITLE, passed, float(best["between"]), sentence, "" if passed else _REMEDY)


def with_repeatable(run: Run, found: Evaluation) -> Evaluation:
    """An evaluation with the answer as it is now; unchanged where the run has no vectors yet."""
    try:
        gate = repeatable_gate(trainings_of(run))
    except InputError as error:
        log.info("%s: trainings are not compared: %s", run.name, error)
        return found
    return replace(found, gates=(*(one for one in found.gates if one.name != NAME), gate))


def tell_trainings(run: Run) -> None:
    """Let all trainings of a run's settings know how far they agree, in their evaluation.json."""
    with suppress(InputError):
        for one in trainings_of(run).runs:
            with suppress(InputError, OSError):
                if not one.is_busy() or one.name == run.name:
                    write_json(
                        one.folder / "evaluation.json", with_repeatable(one, one.evaluation()).to_json()
                    )
