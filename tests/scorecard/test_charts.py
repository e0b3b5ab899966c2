"""Charts: what is drawn and what must not be."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from kpidsl.scorecard.charts import palette
from kpidsl.scorecard.charts.bullet import bullet_graph
from kpidsl.scorecard.charts.glyph import status_glyph
from kpidsl.scorecard.charts.labels import free_place
from kpidsl.scorecard.charts.landing import landing_chart
from kpidsl.scorecard.charts.sparkline import sparkline
from kpidsl.scorecard.charts.tree import kpi_tree
from kpidsl.scorecard.charts.variance import variance_bar
from kpidsl.scorecard.figures import STATUSES, Bullet, Limits, Point, Signal
from kpidsl.scorecard.numbers import Style
from kpidsl.scorecard.records import Scorecard

SERIES = tuple(Point(f"2026-{month:02d}", value) for month, value in enumerate((3, 4, None, 5, 9), start=1))


def elements(svg: str, tag: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(svg).findall(f".//{{http://www.w3.org/2000/svg}}{tag}")


def test_a_missing_month_is_a_hole_with_a_dash_never_a_line_to_zero() -> None:
    lines = [path.attrib["d"] for path in elements(sparkline(SERIES, "x"), "path")]
    assert len(lines) == 3 and sum("h1.2" in line for line in lines) == 1


@pytest.mark.parametrize(
    ("better", "colour"), [("higher", palette.GOOD), ("lower", palette.BAD), ("within", palette.BAD)]
)
def test_a_signal_is_good_or_bad_by_the_direction_of_the_kpi(better: str, colour: str) -> None:
    svg = sparkline(SERIES, "x", signal=Signal("high", 1), better=better)  # type: ignore[arg-type]
    assert elements(svg, "circle")[-1].attrib["fill"] == colour


def test_every_point_outside_its_limits_is_marked_and_lies_outside_the_band() -> None:
    limits = Limits(8, 10, 12)
    values = (10, 11, 5, 10, 9)
    points = tuple(
        Point(f"2026-{month:02d}", value, signal="low" if value < 8 else None, limits=limits)
        for month, value in enumerate(values, start=1)
    )
    svg = sparkline(points, "x")
    dots = [each for each in elements(svg, "circle") if each.attrib["fill"] == palette.BAD]
    band = next(each for each in elements(svg, "path") if each.attrib["fill"] == palette.BAND)
    lowest = max(float(number) for number in re.findall(r"[ML][\d.]+ ([\d.]+)", band.attrib["d"]))
    assert len(dots) == 1 and float(dots[0].attrib["cy"]) > lowest


def test_without_a_signal_the_last_point_has_no_colour_of_judgement() -> None:
    svg = sparkline(SERIES, "x", limits=Limits(2, 4, 10), target=6)
    assert palette.GOOD not in svg and palette.BAD not in svg


def test_a_running_month_has_a_hollow_dot() -> None:
    running = (*SERIES[:-1], Point("2026-05", 9, complete=False))
    assert elements(sparkline(running, "x"), "circle")[-1].attrib["fill"] == palette.PAPER


def test_targets_of_all_bullets_stand_at_the_same_place() -> None:
    places = {
        elements(bullet_graph(Bullet(value, target), "x"), "line")[-1].attrib["x1"]
        for value, target in ((5, 10), (900, 400))
    }
    assert len(places) == 1


def test_a_bar_beyond_the_scale_is_broken_not_longer_than_its_box() -> None:
    svg = bullet_graph(Bullet(1000, 10), "x", size=(38, 4.6))
    assert max(float(box.attrib["width"]) for box in elements(svg, "rect")) <= 38 and elements(svg, "path")


def test_a_variance_bar_is_coloured_by_its_effect_and_capped() -> None:
    assert palette.BAD in variance_bar(5, 1, "+5", "x", better="lower")
    svg = variance_bar(-100, 1, "−100", "x")
    assert palette.BAD in svg and float(elements(svg, "rect")[0].attrib["width"]) <= 35 / 2 - 9


def test_each_status_has_a_shape_of_its_own() -> None:
    shapes = {re.sub(r"#[0-9A-F]{6}", "", status_glyph(status, "")) for status in STATUSES}
    assert len(shapes) == len(STATUSES)


def test_good_and_bad_stay_apart_in_grey_print() -> None:
    def light(colour: str) -> float:
        channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
        linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert (light(palette.GOOD) + 0.05) / (light(palette.BAD) + 0.05) > 1.9


def test_the_tree_has_its_operators_on_the_joints_and_beliefs_dashed(sample: Scorecard) -> None:
    svg = kpi_tree(sample.tree, Style(sample.locale, "ten_thousand"), "x")
    assert [text.text for text in elements(svg, "text")].count("×") == 3
    assert sum("stroke-dasharray" in path.attrib for path in elements(svg, "path")) == 5


def test_the_landing_chart_names_target_forecast_and_actual(sample: Scorecard) -> None:
    assert sample.goal is not None
    texts = [
        text.text for text in elements(landing_chart(sample.goal, Style(sample.locale, "ten_thousand"), "x"), "text")
    ]
    assert {"目標 12,000", "着地見込み 11,196", "前年 10,920", "実績 5,236", "達成率 94.2%"} <= set(texts)


def test_a_label_stands_on_no_line_whatever_the_shape_of_the_year() -> None:
    size, field = (22.0, 6.0), (0.0, 0.0, 60.0, 34.0)
    for slope in (0.2, 0.4, 0.55):
        for at in range(5, 60, 5):
            lines = [[(0.0, 34.0), (60.0, 34.0 - 60 * slope)], [(0.0, 30.0), (60.0, 2.0)]]
            left, top = free_place((at, 34 - at * slope), size, lines, field)
            crossing = [
                (x, y)
                for (x1, y1), (x2, y2) in lines
                for x, y in (((x1 + (x2 - x1) * t / 300), (y1 + (y2 - y1) * t / 300)) for t in range(301))
                if left < x < left + size[0] and top < y < top + size[1]
            ]
            assert crossing == [] and 0 <= left <= 60 - size[0] and 0 <= top <= 34 - size[1]


def test_a_bad_month_is_marked_in_the_cumulative_line_and_a_good_one_is_not(sample: Scorecard) -> None:
    assert sample.goal is not None
    months = sample.goal.series
    marked = replace(
        sample.goal, series=(replace(months[0], signal="high"), replace(months[1], signal="low"), *months[2:])
    )
    svg = landing_chart(marked, Style(sample.locale, "ten_thousand"), "x")
    assert [each.attrib["fill"] for each in elements(svg, "circle")].count(palette.BAD) == 1
    assert palette.GOOD not in svg
    named = [each.text for each in elements(svg, "text") if each.attrib["fill"] == palette.BAD]
    assert named == ["5月"]


def test_every_chart_says_its_message_and_uses_nothing_that_viewers_draw_differently(sample: Scorecard) -> None:
    svg = kpi_tree(sample.tree, Style(sample.locale), "<message> & more")
    assert elements(svg, "title")[0].text == "<message> & more" and svg.startswith("<svg") and "font-family" in svg
    assert not re.search(r"Gradient|filter| id=|var\(|currentColor|dominant-baseline", svg)
