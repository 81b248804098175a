"""
A table's chart as SVG, for a page or a PDF: a picture that bears its title and, in words, what it shows.

``chart_svg`` is a pure function of a table: the web pages put its text in a page as it is. The root has ``role="img"`` and is named by its
``<title>`` and ``<desc>``; the same figures stand in the table itself, which belongs beside the picture.
"""

from html import escape
from typing import Final, assert_never

from fundalloc.lexicon import Lexicon
from fundalloc.reports.charts.bars import bars
from fundalloc.reports.charts.frame import LEGEND_LINE, TOP, WIDTH, Drawn, legend, legend_rows
from fundalloc.reports.charts.lines import lines
from fundalloc.reports.charts.paints import definitions
from fundalloc.reports.charts.plotted import Plot, plot_of
from fundalloc.reports.charts.shapes import INK, PAPER, text
from fundalloc.reports.charts.waterfall import waterfall
from fundalloc.reports.tables import Chart, ChartKind, Table

FONTS: Final = "Libertinus Serif, Calibri, Arial, sans-serif"
TITLE_BASELINE: Final = 26


def chart_svg(table: Table, lexicon: Lexicon) -> str:
    """Return a table's chart as SVG, in the lexicon's language; empty where the table has no chart, or nothing to plot."""
    if table.chart is None or not table.lines:
        return ""
    plot = plot_of(table, table.chart, lexicon)
    return _framed(plot, _drawn(table.chart, plot, lexicon)) if plot.numbers else ""


def _drawn(chart: Chart, plot: Plot, lexicon: Lexicon) -> Drawn:
    match chart.kind:
        case ChartKind.BARS:
            return bars(plot, lexicon)
        case ChartKind.LINES:
            return lines(plot, lexicon)
        case ChartKind.WATERFALL:
            return waterfall(plot, lexicon)
        case unreachable:
            assert_never(unreachable)


def _framed(plot: Plot, drawn: Drawn) -> str:
    """Put a drawing under its title and its legend, and say what it shows."""
    lower = LEGEND_LINE * max(0, len(legend_rows(drawn.keys)) - 1)
    height = TOP + lower + drawn.height
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'aria-labelledby="{plot.id}-title {plot.id}-desc" font-family="{FONTS}">'
    )
    said = f'<title id="{plot.id}-title">{escape(plot.title)}</title><desc id="{plot.id}-desc">{escape(plot.description)}</desc>'
    paper = f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>'
    title = text(WIDTH // 2, TITLE_BASELINE, plot.title, anchor="middle", size=16, colour=INK, bold=True)
    shapes = (f'<g transform="translate(0,{lower})">', *drawn.shapes, "</g>") if lower else drawn.shapes
    return "\n".join((head, said, *definitions(plot.looks, plot.id), paper, title, *legend(drawn.keys), *shapes, "</svg>\n"))
