"""The founding requirements that tests name exist, and are listed once each."""

import csv

from docs.requirements import SUBJECTS, named_by_tests, subjects


def test_every_requirement_that_a_test_names_is_on_the_founding_list() -> None:
    assert {each.id for each in named_by_tests()} - set(subjects()) == set()


def test_the_founding_list_holds_each_of_its_167_requirements_once() -> None:
    with SUBJECTS.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(subjects()) == 167
