"""A mutant whose guard was rewritten takes nothing out any more: then it must be rewritten too."""

import pytest

from ledger import scripts
from tests.mutants.scripts import MUTANTS as OF_THE_SCRIPTS
from tests.mutants.scripts import ScriptMutant
from tests.simulation.mutants import MUTANTS as OF_THE_WORKER
from tests.simulation.mutants import Mutant


@pytest.mark.parametrize("mutant", OF_THE_SCRIPTS, ids=lambda mutant: mutant.name)
def test_a_script_still_has_the_guard_that_its_mutant_lacks(mutant: ScriptMutant) -> None:
    shipped = scripts._texts()

    assert any(text != shipped[name] for name, text in mutant.texts().items())


@pytest.mark.parametrize("mutant", OF_THE_WORKER, ids=lambda mutant: mutant.name)
def test_a_simulated_build_can_still_be_made(mutant: Mutant) -> None:
    made = {name: mutant.build.rewrite(name, text) for name, text in scripts._texts().items()}

    assert made.keys() == scripts._texts().keys()
