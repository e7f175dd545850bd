"""The clinic's own facts: `clinic.yml`, checked, and the placeholders that answers may use."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, validator

from porewise.door import Checked, read
from porewise.jurisdiction import Jurisdiction, jurisdictions
from porewise.jurisdiction import facts as facts_of_jurisdiction
from porewise.language.vocabulary import Vocabulary

DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday",
    "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
OPENING = re.compile(r"closed|([01]?\d|2[0-3]):[0-5]\d-([01]?\d|2[0-3]):[0-5]\d")


def known_treatment(value: str) -> str:
    """Accept an id of a treatment in the vocabulary; raises ValueError that lists what is allowed."""
    allowed = Vocabulary.default().ids("treatment")
    if value not in allowed:
        raise ValueError(f"unknown treatment '{value}'. Allowed: {', '.join(allowed)}")
    return value


class Address(Checked):
    """Where the clinic is."""

    street: str
    city: str
    region: str
    postcode: str

    def __str__(self) -> str:
        return f"{self.street}, {self.city}, {self.region} {self.postcode}"


class Price(Checked):
    """What a treatment costs here, with the day on which somebody confirmed it."""

    treatment: str
    lowest: int = Field(alias="from", ge=0)
    highest: int = Field(alias="to", ge=0)
    currency: str = Field(regex="^[A-Z]{3}$")
    per: str
    confirmed_on: date

    _treatment = validator("treatment", allow_reuse=True)(known_treatment)


class Provider(Checked):
    """Somebody who treats patients here."""

    name: str
    title: str
    credentials: str
    board_certified: bool
    licence_check: str
    treats: List[str]
    languages: List[str]
    days: List[str]

    _treats = validator("treats", each_item=True, allow_reuse=True)(known_treatment)

    @validator("days", each_item=True)
    def _day(cls, value: str) -> str:
        if value not in DAYS:
            raise ValueError(f"unknown day '{value}'. Allowed: {', '.join(DAYS)}")
        return value


class Clinic(Checked):
    """Everything in `clinic.yml`."""

    name: str
    phone: str = Field(regex=r"^\+?[\d\s().-]{5,}$")
    email: str = Field(regex=r"^[^@\s]+@[^@\s]+$")
    address: Address
    country: str = Field(regex="^[A-Z]{2}$")
    jurisdiction: str
    time_zone: str
    languages: List[str]
    hours: Dict[str, str]
    emergency_number: str = ""  # by default the jurisdiction's
    crisis_line: str = ""
    booking_url: str = Field(regex="^https?://")
    privacy_url: str = Field(
        default="", regex="^(https?://.+)?$"
    )  # of the page that says what happens to visitors' words
    parking: str
    accessibility: str
    insurance: str
    services: List[str]
    prices: List[Price]
    providers: List[Provider]

    _services = validator("services", each_item=True, allow_reuse=True)(known_treatment)

    @validator("jurisdiction")
    def _jurisdiction(cls, value: str) -> str:
        jurisdictions().of(value)
        return value

    @validator("emergency_number", always=True)
    def _emergency_number(cls, value: str, values: Dict[str, Any]) -> str:
        return jurisdictions().emergency_number(values["jurisdiction"], value) if "jurisdiction" in values else value

    @validator("crisis_line", always=True)
    def _crisis_line(cls, value: str, values: Dict[str, Any]) -> str:
        return jurisdictions().crisis_line(values["jurisdiction"], value) if "jurisdiction" in values else value

    @validator("hours")
    def _opening_hours(cls, value: Dict[str, str]) -> Dict[str, str]:
        if set(value) != set(DAYS):
            raise ValueError(f"give each of {', '.join(DAYS)}")
        for day, hours in value.items():
            if not OPENING.fullmatch(hours):
                raise ValueError(f"{day} is '{hours}'. Allowed: closed, or times such as \"9:00-17:00\"")
        return value

    @validator("time_zone")
    def _time_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"unknown time zone '{value}'. Allowed: names such as America/Chicago") from None
        return value

    @property
    def rules(self) -> Jurisdiction:
        """The rules of the clinic's jurisdiction."""
        return jurisdictions().of(self.jurisdiction)

    def may_advertise(self, treatment: str) -> bool:
        """Whether the assistant may name `treatment`, and its price, before the visitor does."""
        return self.rules.advertises_medicines or treatment not in jurisdictions().prescription_only

    def facts(self) -> Dict[str, str]:
        """The placeholders that an answer may use (docs/adding-an-answer.md), with this clinic's values."""
        titles = Vocabulary.default()
        services = [service for service in self.services if self.may_advertise(service)]
        return {
            "clinic_name": self.name,
            "clinic_phone": self.phone,
            "clinic_email": self.email,
            "clinic_address": str(self.address),
            "clinic_hours": ", ".join(f"{days} {hours}" for days, hours in self.opening_hours()),
            "clinic_parking": self.parking,
            "clinic_accessibility": self.accessibility,
            "clinic_insurance": self.insurance,
            "clinic_languages": ", ".join(self.languages),
            "clinic_services": ", ".join(titles.title_of("treatment", service) for service in services),
            "clinic_prices": self._prices_in_words(),
            "booking_url": self.booking_url,
            "emergency_number": self.emergency_number,
            "crisis_line": self.crisis_line,
            **facts_of_jurisdiction(self.rules),
        }

    def opening_hours(self) -> List[Tuple[str, str]]:
        """Days with the same hours together: [("Monday to Thursday", "9:00-17:00"), ("Sunday", "closed")]."""
        runs: List[List[str]] = []
        for day in DAYS:
            if runs and self.hours[runs[-1][-1]] == self.hours[day]:
                runs[-1].append(day)
            else:
                runs.append([day])
        names = [DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]} to {DAYS[run[-1]]}" for run in runs]
        return [(name, self.hours[run[0]]) for name, run in zip(names, runs, strict=True)]

    def _prices_in_words(self) -> str:
        title_of = Vocabulary.default().title_of
        return "\n".join(
            f"- {title_of('treatment', price.treatment)}: {price.lowest:,} to {price.highest:,} {price.currency} "
            f"per {price.per} (confirmed {price.confirmed_on.isoformat()})"
            for price in self.prices
            if self.may_advertise(price.treatment)
        )

    def providers_for(self, treatment: Optional[str]) -> List[Provider]:
        """Providers who do `treatment`, board-certified ones first; all of them when it is None."""
        matching = [p for p in self.providers if treatment is None or treatment in p.treats]
        return sorted(matching, key=lambda provider: not provider.board_certified)


def load_clinic(path: Optional[Path] = None) -> Clinic:
    """Read the clinic's file (by default $CLINIC_FILE); raises porewise.door.DataError when it is wrong."""
    return read(path or Path(os.environ["CLINIC_FILE"]), Clinic)
