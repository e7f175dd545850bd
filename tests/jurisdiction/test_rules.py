"""`data/jurisdictions.yml` and the numbers in `clinic.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest
import yaml

from porewise.clinic import load_clinic
from porewise.door import DataError
from porewise.jurisdiction import FILE, load_jurisdictions
from porewise.sources import load_sources

Write = Callable[..., Path]


def test_every_fact_rests_on_a_known_source() -> None:
    assert set(load_jurisdictions().source_ids()) <= set(load_sources())


@pytest.mark.parametrize(
    "jurisdiction, emergency, crisis",
    [("US", "911", "988"), ("UK", "999", "116 123"), ("IE", "112", "116 123"), ("AU", "000", "13 11 14")],
)
def test_numbers_that_clinic_yml_leaves_out(
    jurisdiction: str, emergency: str, crisis: str, write_clinic: Write
) -> None:
    clinic = load_clinic(write_clinic(jurisdiction))
    assert (clinic.emergency_number, clinic.crisis_line) == (emergency, crisis)
    assert (clinic.facts()["emergency_number"], clinic.facts()["crisis_line"]) == (emergency, crisis)


@pytest.mark.parametrize(
    "jurisdiction, emergency, crisis",
    [
        ("UK", "999 (or 112)", "Shout: text 85258"),
        ("IE", "999", "Pieta on 1800 247 247"),
        ("AU", "triple zero (000)", "1300 22 4636"),
        ("EU", "112 or 144", "142"),
        ("EU", "112", "116 123"),
    ],
)
def test_the_clinics_own_numbers_go_before(jurisdiction: str, emergency: str, crisis: str, write_clinic: Write) -> None:
    clinic = load_clinic(write_clinic(jurisdiction, emergency, crisis))
    assert (clinic.emergency_number, clinic.crisis_line) == (emergency, crisis)


@pytest.mark.parametrize(
    "jurisdiction, emergency, crisis, said",
    [
        ("UK", "911", None, "`emergency_number`: '911' is not the emergency number in UK. Allowed: 999 or 112"),
        ("UK", "999 or 911", None, "`emergency_number`"),
        ("US", "999", None, "Allowed: 911"),
        ("AU", "112", None, "Allowed: 000"),
        ("EU", "144", None, "Allowed: 112"),
        ("UK", None, "988", "`crisis_line`: '988' is another country's number, not one of UK"),
        ("US", None, "116123", "another country's number"),
        ("AU", None, "911", "another country's number"),
        ("NZ", None, None, "`jurisdiction`: unknown jurisdiction 'NZ'. Allowed: US, UK, IE, AU, EU"),
    ],
)
def test_numbers_that_contradict(
    jurisdiction: str, emergency: str, crisis: str, said: str, write_clinic: Write
) -> None:
    with pytest.raises(DataError) as error:
        load_clinic(write_clinic(jurisdiction, emergency, crisis))
    assert said in str(error.value)
    assert "clinic.yml, line" in str(error.value)


def test_the_union_has_no_line_of_its_own(write_clinic: Write) -> None:
    path = write_clinic("EU")
    path.write_text(path.read_text().replace('crisis_line: "116 123"', ""))
    with pytest.raises(DataError, match="`crisis_line`: give one: EU has no crisis line that answers everywhere"):
        load_clinic(path)


def test_the_regulator_has_placeholders(write_clinic: Write) -> None:
    assert "Yellow Card" in load_clinic(write_clinic("UK")).facts()["report_side_effects"]
    assert "13 11 26" in load_clinic(write_clinic("AU")).facts()["poison_help"]
    assert load_clinic(write_clinic("EU")).facts()["poison_help"] == "a doctor"
    assert "HPRA" in load_clinic(write_clinic("IE")).facts()["regulator"]


def test_services_and_prices_of_medicines_are_not_listed(write_clinic: Write) -> None:
    at_home, abroad = (load_clinic(write_clinic(name)).facts() for name in ("US", "AU"))
    assert "Botox" in at_home["clinic_services"] and "Botox" in at_home["clinic_prices"]
    for word in ("Botox", "tretinoin"):
        assert word not in abroad["clinic_services"] + abroad["clinic_prices"]
    assert "microneedling" in abroad["clinic_services"] and "microneedling" in abroad["clinic_prices"]


@pytest.mark.parametrize(
    "change, said",
    [
        ({"sources": {}}, "give a source for `emergency_numbers`"),
        ({"emergency_numbers": []}, "emergency_numbers"),
        ({"includes": ["NZ"]}, "UK includes 'NZ', which has no entry"),
        ({"photos": False}, "unknown key"),
    ],
)
def test_a_mistake_in_the_file_is_told(change: dict, said: str, tmp_path: Path) -> None:
    content = yaml.safe_load(FILE.read_text())
    content["jurisdictions"]["UK"].update(change)
    path = tmp_path / "jurisdictions.yml"
    path.write_text(yaml.safe_dump(content))
    with pytest.raises(DataError) as error:
        load_jurisdictions(path)
    assert said in str(error.value)


def test_an_unknown_medicine_is_told(tmp_path: Path) -> None:
    path = tmp_path / "jurisdictions.yml"
    path.write_text(FILE.read_text().replace("[botox, micro_botox,", "[bottox, micro_botox,"))
    with pytest.raises(DataError, match="unknown treatment 'bottox'"):
        load_jurisdictions(path)
