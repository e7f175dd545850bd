"""Shows what each sentence of an answer rests on.

python -m tools.provenance ID...      such as: python -m tools.provenance side_effects side_effects_more
python -m tools.provenance --unused   the facts that no answer rests on, with the reason
"""

from __future__ import annotations

import argparse
import sys
from typing import Iterator, Mapping

from porewise.answers import Variation, load_answers
from porewise.facts import Fact, load_facts
from porewise.provenance import grounded, unused
from porewise.sources import Source, in_words, load_sources


def lines(variation: Variation, facts: Mapping[str, Fact], sources: Mapping[str, Source]) -> Iterator[str]:
    """Each sentence of `variation`, below it what it rests on, and at the end the sources."""
    yield f"{variation.id}  ({variation.metadata.status}, review by {variation.metadata.review_by})"
    for sentence, ids in grounded(variation.text, variation.metadata.rests_on):
        yield f"  {sentence}"
        for name in ids:
            if name in facts:
                yield f"      {name}: {facts[name].says} ({facts[name].strength}; {', '.join(facts[name].sources)})"
            else:
                yield f"      {name}: {sources[name].title}" if name in sources else f"      {name}"
    yield in_words(variation.metadata.sources, dict(sources))


def main() -> None:
    """Print what is asked for; ends with 1 where an id is unknown."""
    parser = argparse.ArgumentParser(description="Shows what each sentence of an answer rests on.")
    parser.add_argument("ids", nargs="*", metavar="ID", help="an answer, such as side_effects_micro_botox")
    parser.add_argument("--unused", action="store_true", help="list the facts that no answer rests on")
    asked = parser.parse_args()
    answers, facts, sources = load_answers(), load_facts(), load_sources()
    if not asked.ids and not asked.unused:
        parser.print_help()
    by_id = {variation.id: variation for variations in answers.values() for variation in variations}
    unknown = [name for name in asked.ids if name not in by_id]
    if unknown:
        sys.exit(f"Stopped: no answer has the id {', '.join(unknown)}. The ids stand in data/<topic>/answers.yml.")
    for name in asked.ids:
        print("\n".join(lines(by_id[name], facts, sources)), end="\n\n")
    if asked.unused:
        for name in unused(answers, facts):
            print(f"{name}: {facts[name].says}\n    unused: {facts[name].unused}")


if __name__ == "__main__":
    main()
