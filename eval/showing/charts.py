"""The charts of the page of a run, as Vega-Lite specifications by altair; their colours are the page's.

A mark's `style` is a name that `eval/showing/static/page.js` gives its colour, for light and for dark.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
from vl_convert import javascript_bundle

from eval.scoring.summary import Estimate

Spec = dict[str, Any]
Layers = alt.LayerChart | alt.FacetChart  # as altair's types have it


@dataclass(frozen=True, slots=True)
class Point:
    """A share, what it is of, and what it was before; `told` says it in words."""

    label: str
    estimate: Estimate
    told: str
    before: float | None = None


def library() -> str:
    """The JavaScript that draws the charts, whole: Vega-Embed, Vega-Lite and Vega. It asks nothing of the network."""
    return javascript_bundle("window.vegaEmbed = vegaEmbed;")


def scores(points: Sequence[Point]) -> Spec:
    """A row a point: its mean, its interval as a line, and as a tick what it was before."""
    base = _base(points).encode(y=alt.Y("label:N", sort=[one.label for one in points], title=None))
    return _finished(_marks(base), 28 * len(points))


def slices(points: Sequence[Point]) -> Spec:
    """A row a slice, its name above its line: names of reports are long, and a telephone is narrow."""
    base = _base(points).encode(y=alt.Y("label:N", sort=[one.label for one in points], axis=None))
    above: Mapping[str, Any] = {"baseline": "bottom", "dy": -8, "fontSize": 13}
    name = base.mark_text(align="left", style="name", limit=alt.expr("width - 100"), **above)
    share = base.mark_text(align="right", style="side", **above)
    return _finished(
        alt.layer(
            _marks(base),
            name.encode(text="label:N", x=alt.value(0)),
            share.encode(text="share:N", x=alt.value("width")),
        ),
        44 * len(points),
    )


def times(latency_ms: Mapping[str, Mapping[str, float]], labels: Mapping[str, str]) -> Spec:
    """A row a stage: from the median of its milliseconds, a point, to their 95th percentile, a tick."""
    names = [labels.get(stage, stage) for stage in latency_ms]
    values = [
        {"stage": name, **one, "told": f"p50 {one['p50']:.1f}，p95 {one['p95']:.1f} 毫秒"}
        for name, one in zip(names, latency_ms.values(), strict=True)
    ]
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y("stage:N", sort=names, title=None), tooltip=alt.Tooltip("told:N", title="用时")
    )
    p50 = alt.X("p50:Q", title="毫秒", scale=alt.Scale(domainMin=0), axis=alt.Axis(tickCount=5))
    line = base.mark_rule(style="interval", strokeWidth=3).encode(x=p50, x2="p95:Q")
    end = base.mark_tick(style="before", thickness=3, opacity=1, size=14).encode(x="p95:Q")
    return _finished(
        alt.layer(line, end, base.mark_point(style="now", filled=True, opacity=1, size=60).encode(x=p50)),
        30 * len(names),
    )


def _base(points: Iterable[Point]) -> alt.Chart:
    values = [
        {
            "label": one.label,
            "mean": one.estimate.mean,
            "low": one.estimate.mean if one.estimate.low is None else one.estimate.low,
            "high": one.estimate.mean if one.estimate.high is None else one.estimate.high,
            "before": one.before,
            "share": f"{one.estimate.mean:.0%} · {one.estimate.n} 问",
            "told": one.told,
        }
        for one in points
    ]
    return alt.Chart(alt.InlineData(values=values)).encode(
        tooltip=[alt.Tooltip("label:N", title="名称"), alt.Tooltip("told:N", title="数值")]
    )


def _marks(base: alt.Chart) -> Layers:
    mean = alt.X(
        "mean:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1]),
    )
    interval = base.mark_rule(style="interval", strokeWidth=3).encode(x=alt.X("low:Q", title=None), x2="high:Q")
    before = base.transform_filter("datum.before !== null").mark_tick(style="before", thickness=3, opacity=1, size=18)
    return alt.layer(
        interval,
        before.encode(x=alt.X("before:Q", title=None)),
        base.mark_point(style="now", filled=True, opacity=1, size=60).encode(x=mean),
    )


def _finished(chart: Layers, height: int) -> Spec:
    """As JSON, as wide as what it stands in, `height` in pixels; without the schema's address, which nothing needs."""
    spec = chart.properties(width="container", height=height).to_dict()
    return {key: value for key, value in spec.items() if key not in {"$schema", "config"}}
