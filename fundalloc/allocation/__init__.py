"""From a scenario to amounts in whole cents, with the proof, or to the rules that cannot hold together."""
