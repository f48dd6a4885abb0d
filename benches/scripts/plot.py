#!/usr/bin/env python3
"""Draws docs/performance-w6.svg and docs/performance-w7.svg from benches/results. Standard library only.

Both axes are logarithmic: time that grows in proportion to the input is a straight line that rises by
one decade for each decade.
"""

import json
import math
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
RESULTS = ROOT / "benches" / "results"
DOCS = ROOT / "docs"

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 84, 210, 48, 60
COLOURS = ["#0b7285", "#c2255c", "#e67700", "#5f3dc4", "#2b8a3e", "#868e96"]

# Readable on light and dark pages.
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #212529 }
.title { font-size: 15px; font-weight: 600 }
.grid { stroke: #adb5bd; stroke-opacity: .45 }
.frame { stroke: #868e96; fill: none }
.page { fill: #ffffff }
@media (prefers-color-scheme: dark) {
  text { fill: #e9ecef } .page { fill: #16191d } .grid { stroke: #868e96 }
}
"""


def decades(values):
    low, high = min(values), max(values)
    return math.floor(math.log10(low)), math.ceil(math.log10(high))


def number(value):
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


class Plot:
    """Lines over two logarithmic axes."""

    def __init__(self, title, x_label, y_label, lines):
        self.title, self.x_label, self.y_label, self.lines = title, x_label, y_label, lines
        points = [point for _, points in lines for point in points]
        self.x_from, self.x_to = decades([x for x, _ in points])
        self.y_from, self.y_to = decades([y for _, y in points])

    def x(self, value):
        share = (math.log10(value) - self.x_from) / (self.x_to - self.x_from)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, value):
        share = (math.log10(value) - self.y_from) / (self.y_to - self.y_from)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def svg(self):
        right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
        out = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
            f"<title>{self.title}</title><style>{STYLE}</style>",
            f'<rect class="page" width="{WIDTH}" height="{HEIGHT}"/>',
            f'<text class="title" x="{LEFT}" y="26">{self.title}</text>',
        ]
        for power in range(self.x_from, self.x_to + 1):
            x = self.x(10**power)
            out.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{bottom}"/>')
            label = number(10**power)
            out.append(f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{label}</text>')
        for power in range(self.y_from, self.y_to + 1):
            y = self.y(10**power)
            out.append(f'<line class="grid" x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
            label = number(10**power)
            out.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
        out.append(
            f'<rect class="frame" x="{LEFT}" y="{TOP}" width="{right - LEFT}" height="{bottom - TOP}"/>'
        )
        middle = (LEFT + right) / 2
        out.append(f'<text x="{middle}" y="{HEIGHT - 14}" text-anchor="middle">{self.x_label}</text>')
        middle = (TOP + bottom) / 2
        out.append(
            f'<text transform="translate(20 {middle}) rotate(-90)" text-anchor="middle">{self.y_label}</text>'
        )
        labels = self.label_places()
        for index, (name, points) in enumerate(self.lines):
            colour = COLOURS[index % len(COLOURS)]
            path = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
            out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
            for x, y in points:
                out.append(f'<circle cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="3" fill="{colour}"/>')
            last_x, last_y = self.x(points[-1][0]), self.y(points[-1][1])
            label_y = labels[index]
            out.append(
                f'<line x1="{last_x + 5:.1f}" y1="{last_y:.1f}" x2="{right + 8}" y2="{label_y:.1f}" '
                f'stroke="{colour}" stroke-opacity=".5"/>'
            )
            out.append(f'<text x="{right + 12}" y="{label_y + 4:.1f}">{name}</text>')
        out.append("</svg>")
        return "\n".join(out) + "\n"

    def label_places(self):
        """A label at the end of each line, without overlaps."""
        ends = sorted((self.y(points[-1][1]), index) for index, (_, points) in enumerate(self.lines))
        places, free = {}, TOP + 8
        for y, index in ends:
            places[index] = max(y, free)
            free = places[index] + 18
        return places


def w6(benchmarks):
    """Time by length for each kind of hostile pattern, and for the other evaluators that support it."""
    lines = {}
    for name, row in benchmarks.items():
        parts = name.split("/")
        if parts[0] in ("W6", "beside W6") and len(parts) == 3:
            kind = parts[1] if parts[0] == "W6" else f"{parts[1]}, one match"
            lines.setdefault(kind, []).append((int(parts[2]), row["nanoseconds"] / 1_000))
    lines = [(name, sorted(points)) for name, points in lines.items()]
    title = "W6: wildcards made to be slow (a*a*…b against aaa…)"
    return Plot(title, "length of pattern and text, bytes", "microseconds", lines)


def w7(rows):
    lines = []
    for kind, label in (("files", "role files"), ("dump", "dump")):
        of_kind = [row for row in rows if row["input"] == kind and row["output"] == "quiet"]
        for threads in ("1", "2"):
            points = [(row["roles"], row["threads"][threads]["seconds"]) for row in of_kind]
            noun = "thread" if threads == "1" else "threads"
            lines.append((f"{label}, {threads} {noun}, s", sorted(points)))
        memory = [(row["roles"], row["threads"]["1"]["megabytes"]) for row in of_kind]
        lines.append((f"{label}, peak memory, MB", sorted(memory)))
    return Plot("W7: roles to verdicts, cold process", "roles", "seconds; megabytes", lines)


def main():
    benchmarks = json.loads((RESULTS / "criterion.json").read_text())["benchmarks"]
    (DOCS / "performance-w6.svg").write_text(w6(benchmarks).svg())
    rows = json.loads((RESULTS / "w7.json").read_text())["rows"]
    (DOCS / "performance-w7.svg").write_text(w7(rows).svg())


if __name__ == "__main__":
    main()
