"""The report's figures, as SVG text to stand inside a page: letters and lines take the page's colour."""

from __future__ import annotations

import io
import re
from typing import List, Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from sklearn.metrics import confusion_matrix

from porewise.evaluation.intents import HeldOut, coverage_and_error
from porewise.evaluation.pipeline import Thresholds

INK = "#010203"  # a colour that nothing else has; becomes the page's own
RIGHT, WRONG, MUTED = "#2a9d8f", "#d1495b", "#8d99ae"
LEAST_COVERAGE = 0.05  # of fewer messages, one more or less wrong is nothing but a jump
HISTOGRAM_BINS = np.linspace(0, 1, 21)
STYLE = {
    "svg.fonttype": "none",  # letters stay letters: searchable, and in the page's font
    "svg.hashsalt": "porewise",  # the same figure gives the same text
    "font.size": 10,
    **{name: INK for name in ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")},
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def histogram(held_out: Sequence[HeldOut], thresholds: Thresholds) -> str:
    """How many messages had which confidence, right and wrong ones, with the thresholds marked."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7.2, 3.6))
        axes = figure.subplots()
        confidences = [[o.parsed.confidence for o in held_out if o.right is right] for right in (True, False)]
        labels = ["likeliest intent right", "likeliest intent wrong"]
        axes.hist(confidences, bins=HISTOGRAM_BINS, stacked=True, color=[RIGHT, WRONG], label=labels, rwidth=0.9)
        _mark_thresholds(axes, thresholds)
        axes.set(xlabel="confidence", ylabel="messages", xlim=(0, 1))
        axes.legend(frameon=False, loc="upper left")
        return _svg(figure, "Histogram of confidences")


def _mark_thresholds(axes: Axes, thresholds: Thresholds) -> None:
    top = axes.get_ylim()[1]
    for name, value in (("suggest", thresholds.suggest), ("answer", thresholds.answer)):
        axes.axvline(value, color=INK, linewidth=1, linestyle="--")
        axes.annotate(f"{name} {value:.2f}", (value, top), (3, -2), textcoords="offset points", rotation=90, va="top")


def risk_coverage(held_out: Sequence[HeldOut], thresholds: Thresholds) -> str:
    """The share answered wrongly against the share answered, for every threshold; the two of config.yml marked."""
    confidences, coverage, error = coverage_and_error(held_out)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7.2, 3.6))
        axes = figure.subplots()
        drawn = coverage >= LEAST_COVERAGE
        axes.plot(100 * coverage[drawn], 100 * error[drawn], color=RIGHT, linewidth=2)
        for name, value in (("answer", thresholds.answer), ("suggest", thresholds.suggest)):
            kept = np.flatnonzero(confidences >= value)
            if len(kept):
                x, y = 100 * coverage[kept[-1]], 100 * error[kept[-1]]
                axes.plot([x], [y], "o", color=WRONG, markersize=8)
                words = f"{name} {value:.2f}: {y:.1f} % wrong of {x:.0f} %"
                axes.annotate(words, (x, y), (-10, 8), textcoords="offset points", ha="right")
        axes.set(xlabel="answered, % of messages", ylabel="wrong, % of the answered", xlim=(0, 102))
        axes.set_ylim(0, max(5.0, 115 * float(error[drawn].max())))
        return _svg(figure, "Coverage against error")


def confusions(held_out: Sequence[HeldOut]) -> str:
    """The confusion matrix: a row for each intent that has messages, a column for each that was understood."""
    truth, understood = [one.intent for one in held_out], [one.parsed.understood for one in held_out]
    names = sorted(set(truth) | set(understood))
    matrix = confusion_matrix(truth, understood, labels=names)
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    right = np.where(np.eye(len(names), dtype=bool), shares, np.nan)
    wrong = np.where(np.eye(len(names), dtype=bool) | (matrix == 0), np.nan, shares)
    side = 3 + 0.19 * len(names)
    with matplotlib.rc_context({**STYLE, "font.size": 8, "axes.spines.top": True, "axes.spines.right": True}):
        figure = Figure(figsize=(side, side))
        axes = figure.subplots()
        for values, colour in ((right, RIGHT), (wrong, WRONG)):
            axes.imshow(values, cmap=_from_clear_to(colour), vmin=-0.15, vmax=1)
        for row, column in zip(*np.nonzero(matrix), strict=True):
            axes.text(column, row, matrix[row, column], ha="center", va="center", fontsize=6.5)
        _name_both_axes(axes, names)
        return _svg(figure, "Confusion matrix")


def _name_both_axes(axes: Axes, names: List[str]) -> None:
    ticks = range(len(names))
    axes.set_xticks(ticks, names, rotation=90)
    axes.set_yticks(ticks, names)
    axes.set_xticks(np.arange(len(names)) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(names)) - 0.5, minor=True)
    axes.grid(which="minor", color=INK, alpha=0.08, linewidth=0.5)
    axes.tick_params(which="minor", length=0)
    axes.set(xlabel="understood", ylabel="meant")


def _from_clear_to(colour: str) -> LinearSegmentedColormap:
    """Transparent where there is nothing, so that the page shows through, light or dark."""
    red, green, blue = matplotlib.colors.to_rgb(colour)
    return LinearSegmentedColormap.from_list(colour, [(red, green, blue, 0.0), (red, green, blue, 0.9)])


def _svg(figure: Figure, title: str) -> str:
    """`figure` as an <svg> element that fills the width it is given; `title` is read to those who do not see it."""
    out = io.StringIO()
    figure.savefig(out, format="svg", bbox_inches="tight", transparent=True, metadata={"Date": None})
    text = out.getvalue()
    text = text[text.index("<svg") :].replace(INK, "currentColor")
    prefix = re.sub(r"\W", "", title)  # ids are the page's: those of two figures must differ
    text = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{prefix}-", text)
    text = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", text, flags=re.DOTALL)
    text = text.replace("'sans-serif'", "sans-serif")
    return text.replace("<svg ", f'<svg role="img" aria-label="{title}" ', 1)
