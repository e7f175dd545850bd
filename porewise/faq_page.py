"""The FAQ page as HTML without scripts: served beside the demonstration page, or one file for the clinic's own site."""

from __future__ import annotations

import base64
from datetime import date, datetime
from pathlib import Path
from typing import Any, Dict, List, Union
from zoneinfo import ZoneInfo

from markupsafe import Markup

from porewise.clinic import Clinic
from porewise.faq import Faq, Topic
from porewise.settings import ROOT
from porewise.templates import day, dialled, templates

TEMPLATE = "faq.html.j2"
WEB = ROOT / "web"
STYLES = ("site.css", "faq.css")
LANGUAGE = "en-US"


def render(faq: Faq, today: date, standalone: bool = False) -> str:
    """The page as it is on that day.

    Args:
        faq: its content.
        today: answers whose date of review lies before it are withdrawn.
        standalone: styles are inside, nothing else is asked for, and no chat is linked.
    """
    topics = faq.topics(today)
    answers = [answer for topic in topics for question in topic.questions for answer in question.answers]
    return (
        templates(Path(__file__).parent, blocks=blocks, dialled=dialled, day=day)
        .get_template(TEMPLATE)
        .render(
            clinic=faq.clinic,
            dangers=faq.dangers(),
            topics=topics,
            today=today,
            language=LANGUAGE,
            structured=structured(topics),
            all_approved=all(answer.is_approved for answer in answers),
            styles=Markup("".join((WEB / name).read_text() for name in STYLES)) if standalone else "",  # ours, no data
            mark=_inside(WEB / "mark.svg") if standalone else "static/mark.svg",
        )
    )


def structured(topics: List[Topic]) -> Dict[str, Any]:
    """The same questions and answers as a schema.org FAQPage; what is withdrawn is not among them."""
    answers = (answer for topic in topics for question in topic.questions for answer in question.answers)
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "inLanguage": LANGUAGE,
        "mainEntity": [
            {
                "@type": "Question",
                "name": answer.question,
                "acceptedAnswer": {"@type": "Answer", "text": answer.text},
            }
            for answer in answers
            if not answer.is_withdrawn
        ],
    }


def today_at(clinic: Clinic) -> date:
    """The day that it is where the clinic is."""
    return datetime.now(ZoneInfo(clinic.time_zone)).date()


def blocks(text: str) -> List[Union[str, List[str]]]:
    """Paragraphs, and lists of the lines that begin with "- ", as the chat shows them (web/widget/markdown.js)."""
    found: List[Union[str, List[str]]] = []
    for line in text.splitlines():
        last = found[-1] if found else ""
        if line.startswith("- "):
            if isinstance(last, list):
                last.append(line[2:])
            else:
                found.append([line[2:]])
        elif not line.strip():
            found.append("")
        elif isinstance(last, str) and last:
            found[-1] = f"{last}\n{line}"
        else:
            found.append(line)
    return [block for block in found if block]


def _inside(picture: Path) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.read_bytes()).decode()}"
