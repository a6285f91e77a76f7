// Every chart is a figure: drawing, caption, and the table behind it one key press away.
import * as Plot from "@observablehq/plot";
import { type Child, fold, make, shown } from "./dom";
import { brief, mark, percent } from "./money";

/** Told by hash in the page's policy: build.mjs. */
const CLASS = "chart";
const WIDTH = 1040;

export const UP = "var(--up)";
export const DOWN = "var(--down)";
export const LEVEL = "var(--level)";
export const COLORS = [1, 2, 3, 4, 5, 6, 7].map((n) => `var(--c${n})`);
export const STATES: Record<string, string> = {
  pass: "var(--pass)",
  approved: "var(--approved)",
  warn: "var(--warn)",
  "require-approval": "var(--ask)",
  block: "var(--block)",
};

export function label(text: string, limit = 34): string {
  const plain = shown(text, 1000);
  if (plain.length <= limit) return plain;
  const tail = Math.floor(limit / 2);
  return `${plain.slice(0, limit - tail - 1)}…${plain.slice(-tail)}`;
}

function draw(told: string, options: Plot.PlotOptions): Element {
  const chart = Plot.plot({ className: CLASS, width: WIDTH, marginTop: 16, ariaLabel: told, ...options });
  // A reader hears the picture as one sentence. Plot names groups of marks, which a group without a role may not have.
  for (const group of chart.querySelectorAll("[aria-label]")) group.removeAttribute("aria-label");
  chart.setAttribute("role", "img");
  return chart;
}

/** `told`: what the chart shows, in words. */
export function figure(told: string, options: Plot.PlotOptions, table: HTMLElement, ...beside: Child[]): HTMLElement {
  return make(
    "figure",
    {},
    ...beside,
    make("div", { class: "drawing" }, draw(told, options) as unknown as Node),
    make("figcaption", {}, told),
    fold("Figures as a table", table),
  );
}

export function legend(entries: [string, string][]): HTMLElement {
  const items = entries.map(([name, color]) => {
    const swatch = make("span", { class: "swatch", "aria-hidden": "true" });
    swatch.style.background = color;
    return make("li", {}, swatch, label(name, 60));
  });
  return make("ul", { class: "legend" }, ...items);
}

const MONEY = { tickFormat: brief, grid: true, ticks: 6 };

export interface Step {
  name: string;
  from: number;
  to: number;
  whole: boolean;
  told: string;
}

/** What stands between the month before and the month after, one bar a change. */
export function waterfall(told: string, steps: Step[], table: HTMLElement): HTMLElement {
  const rows = steps.map((step, index) => ({ ...step, key: String(index) }));
  const color = (row: Step): string => (row.whole ? LEVEL : row.to >= row.from ? UP : DOWN);
  const links = rows.slice(1).map((row, index) => ({ x: row.whole ? row.to : row.from, y1: String(index), y2: row.key }));
  return figure(
    told,
    {
      height: 44 + rows.length * 30,
      marginLeft: 250,
      marginRight: 90,
      x: { ...MONEY, label: null, nice: true },
      y: { domain: rows.map((row) => row.key), label: null, tickFormat: (key: string) => label(rows[Number(key)]?.name ?? ""), tickSize: 0, padding: 0.28 },
      marks: [
        Plot.ruleX([0], { stroke: "var(--edge)" }),
        Plot.ruleX(links, { x: "x", y1: "y1", y2: "y2", stroke: "var(--edge)", strokeDasharray: "2,3" }),
        Plot.barX(rows, { x1: (d: Step) => d.from, x2: (d: Step) => d.to, y: "key", fill: color, rx: 3, title: "told", insetLeft: -0.5, insetRight: -0.5 }),
        Plot.text(rows, {
          x: (d: Step) => Math.max(d.from, d.to),
          y: "key",
          text: (d: Step) => mark(d.whole ? d.to : d.to - d.from, !d.whole),
          dx: 6,
          textAnchor: "start",
          fontWeight: 600,
        }),
      ],
    },
    table,
  );
}

export interface Bar {
  name: string;
  before: number | null;
  after: number;
}

/** A bar for what it is, a tick for what it was. */
export function bars(told: string, rows: Bar[], table: HTMLElement, ...beside: Child[]): HTMLElement {
  const data = rows.map((row, index) => ({ ...row, key: String(index) }));
  return figure(
    told,
    {
      height: 44 + data.length * 28,
      marginLeft: 250,
      marginRight: 150,
      x: { ...MONEY, label: null, nice: true },
      y: { domain: data.map((row) => row.key), label: null, tickFormat: (key: string) => label(data[Number(key)]?.name ?? ""), tickSize: 0, padding: 0.3 },
      marks: [
        Plot.ruleX([0], { stroke: "var(--edge)" }),
        Plot.barX(data, {
          x: "after",
          y: "key",
          rx: 3,
          fill: (d: Bar) => (d.before === null ? (d.after < 0 ? DOWN : "var(--c1)") : d.after > d.before ? UP : d.after < d.before ? DOWN : LEVEL),
          title: (d: Bar) => `${shown(d.name, 120)}: ${brief(d.after)}`,
        }),
        Plot.tickX(data.filter((d) => d.before !== null), { x: "before", y: "key", stroke: "currentColor", strokeWidth: 2, strokeDasharray: "3,2" }),
        Plot.text(data, { x: (d: Bar) => Math.max(0, d.after, d.before ?? 0), y: "key", text: (d: Bar) => (d.before === null || d.before === d.after ? mark(d.after) : `${mark(d.before)} → ${mark(d.after)}`), dx: 6, textAnchor: "start", fontWeight: 600 }),
      ],
    },
    table,
    ...beside,
  );
}

export interface Point {
  day: Date;
  value: number;
  name: string;
}

/** Levels that hold until the next one; stacked where there are several and none is below zero. */
export function levels(
  told: string,
  points: Point[],
  names: string[],
  moves: { day: Date; value: number; told: string; state: string }[],
  table: HTMLElement,
  ...beside: Child[]
): HTMLElement {
  const range = names.map((_, index) => COLORS[index % COLORS.length] ?? LEVEL);
  const stacked = names.length > 1 && points.every((point) => point.value >= 0);
  const series = { x: "day", z: "name", curve: "step-after" as const };
  return figure(
    told,
    {
      height: 300,
      marginLeft: 64,
      x: { type: "utc", label: null },
      y: { ...MONEY, label: null, nice: true, zero: true },
      color: { domain: names, range },
      marks: [
        stacked
          ? Plot.areaY(points, { ...series, y: "value", fill: "name", fillOpacity: 0.82, order: names })
          : names.length === 1
            ? Plot.areaY(points, { ...series, y: "value", fill: "name", fillOpacity: 0.16 })
            : null,
        stacked ? null : Plot.lineY(points, { ...series, y: "value", stroke: "name", strokeWidth: 2 }),
        Plot.ruleY([0], { stroke: "var(--edge)" }),
        Plot.dot(moves, {
          x: "day",
          y: "value",
          r: 4.5,
          fill: (d: { state: string }) => STATES[d.state] ?? LEVEL,
          stroke: "var(--card)",
          strokeWidth: 1.5,
          title: "told",
          tip: { fill: "var(--card)", stroke: "var(--edge)" },
        }),
      ],
    },
    table,
    ...beside,
    names.length > 1 ? legend(names.map((name, index) => [name, range[index] ?? LEVEL])) : null,
  );
}

/** One line for each name, a dot for each month that is known. */
export function trends(told: string, points: Point[], names: string[], table: HTMLElement): HTMLElement {
  const range = names.map((_, index) => COLORS[index % COLORS.length] ?? LEVEL);
  return figure(
    told,
    {
      height: 260,
      marginLeft: 64,
      x: { type: "utc", label: null },
      y: { ...MONEY, label: null, nice: true, zero: true },
      color: { domain: names, range },
      marks: [
        Plot.ruleY([0], { stroke: "var(--edge)" }),
        Plot.line(points, { x: "day", y: "value", z: "name", stroke: "name", strokeWidth: 2 }),
        Plot.dot(points, { x: "day", y: "value", fill: "name", r: 3.5, title: (d: Point) => `${shown(d.name, 80)} ${d.day.toISOString().slice(0, 7)}: ${brief(d.value)}` }),
      ],
    },
    table,
    legend(names.map((name, index) => [name, range[index] ?? LEVEL])),
  );
}

export interface Block {
  month: string;
  part: string;
  value: number;
}

/** A column a month, its parts above and below zero. */
export function columns(told: string, blocks: Block[], parts: [string, string][], format: (n: number) => string, table: HTMLElement, ...beside: Child[]): HTMLElement {
  const months = [...new Set(blocks.map((block) => block.month))].sort();
  const every = Math.ceil(months.length / 12);
  return figure(
    told,
    {
      height: 280,
      marginLeft: 64,
      x: { type: "band", domain: months, label: null, tickFormat: (month: string) => (months.indexOf(month) % every === 0 ? month : ""), padding: 0.25 },
      y: { label: null, tickFormat: format, grid: true, ticks: 6, nice: true },
      color: { domain: parts.map(([name]) => name), range: parts.map(([, color]) => color) },
      marks: [
        Plot.barY(blocks, { x: "month", y: "value", fill: "part", order: parts.map(([name]) => name), title: (d: Block) => `${d.month} ${d.part}: ${format(d.value)}` }),
        Plot.ruleY([0], { stroke: "currentColor" }),
      ],
    },
    table,
    ...beside,
    legend(parts),
  );
}

export interface Margin {
  name: string;
  before: number;
  after: number;
}

/** From the margin before to the margin after. */
export function margins(told: string, rows: Margin[], table: HTMLElement): HTMLElement {
  const data = rows.map((row, index) => ({ ...row, key: String(index) }));
  const color = (d: Margin): string => (d.after < 0 ? UP : d.after < d.before ? "var(--warn)" : DOWN);
  return figure(
    told,
    {
      height: 48 + data.length * 30,
      marginLeft: 250,
      marginRight: 60,
      x: { label: null, grid: true, nice: true, zero: true, tickFormat: (n: number) => `${n}%` },
      y: { domain: data.map((row) => row.key), label: null, tickFormat: (key: string) => label(data[Number(key)]?.name ?? ""), tickSize: 0 },
      marks: [
        Plot.ruleX([0], { stroke: "currentColor" }),
        Plot.link(data, { x1: "before", x2: "after", y: "key", stroke: color, strokeWidth: 3, strokeOpacity: 0.55 }),
        Plot.dot(data, { x: "before", y: "key", r: 5, fill: "var(--card)", stroke: "currentColor", strokeWidth: 1.5 }),
        Plot.dot(data, { x: "after", y: "key", r: 6, fill: color }),
        Plot.text(data, { x: "after", y: "key", text: (d: Margin) => percent(d.after, false), dy: -12, fontWeight: 600 }),
      ],
    },
    table,
  );
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

export interface Curve {
  name: string;
  points: [number, number][];
  ceiling: boolean;
}

/** Dollars of a month over its calls: straight pieces, a step where a copy is added; today is a line with its interval. */
export function curves(
  told: string,
  lines: Curve[],
  now: { today: number | null; low: number | null; high: number | null },
  crossings: { x: number; y: number; told: string }[],
  table: HTMLElement,
): HTMLElement {
  const data = lines.map((line, index) => ({ ...line, key: String(index), color: line.ceiling ? LEVEL : (COLORS[index % COLORS.length] ?? LEVEL) }));
  const points = data.flatMap((line) => line.points.map(([x, y]) => ({ x, y, key: line.key })));
  const range = data.map((line) => line.color);
  const { today, low, high } = now;
  const band = low !== null && high !== null && low < high ? [{ x1: low, x2: high }] : [];
  const marked = today === null ? [] : [{ x: today }];
  const dashed = new Set(data.filter((line) => line.ceiling).map((line) => line.key));
  const series = { x: "x", y: "y", z: "key", stroke: "key", strokeWidth: 2.5 };
  return figure(
    told,
    {
      height: 320,
      marginLeft: 64,
      marginBottom: 42,
      x: { label: "calls a month", labelAnchor: "center", tickFormat: (n: number) => Intl.NumberFormat("en-US", { notation: "compact" }).format(n), zero: true },
      y: { ...MONEY, label: null, nice: true, zero: true },
      color: { type: "categorical", domain: data.map((line) => line.key), range },
      marks: [
        Plot.rectX(band, { x1: "x1", x2: "x2", fill: "currentColor", fillOpacity: 0.08 }),
        Plot.ruleY([0], { stroke: "var(--edge)" }),
        Plot.ruleX(marked, { x: "x", stroke: "currentColor", strokeDasharray: "4,3" }),
        Plot.text(marked, { x: "x", text: () => "today", frameAnchor: "top", dx: 5, textAnchor: "start", fontWeight: 600 }),
        Plot.line(points.filter((point) => !dashed.has(point.key)), series),
        Plot.line(points.filter((point) => dashed.has(point.key)), { ...series, strokeDasharray: "2,4" }),
        Plot.dot(crossings, { x: "x", y: "y", r: 5, fill: "var(--card)", stroke: "currentColor", strokeWidth: 2, title: "told", tip: { fill: "var(--card)", stroke: "var(--edge)" } }),
      ],
    },
    table,
    legend(data.map((line) => [line.ceiling ? `${line.name} (dotted: all that may run)` : line.name, line.color])),
  );
}

/** The hours of a week: the stronger the colour, the more calls; dotted hours are quiet. `cost`: what is paid in one. */
export function week(told: string, calls: number[], idle: boolean[], cost: string, table: HTMLElement): HTMLElement {
  const most = Math.max(...calls, 1e-9);
  const cells = calls.map((value, index) => ({ value, idle: idle[index] ?? false, hour: index % 24, day: DAYS[Math.floor(index / 24)] ?? "" }));
  return figure(
    told,
    {
      height: 250,
      marginLeft: 48,
      padding: 0.06,
      x: { type: "band", label: null, tickFormat: (hour: number) => (hour % 3 === 0 ? `${String(hour).padStart(2, "0")}:00` : ""), tickSize: 0 },
      y: { type: "band", domain: DAYS, label: null, tickSize: 0 },
      marks: [
        Plot.cell(cells, {
          x: "hour",
          y: "day",
          rx: 2,
          fill: (d: { idle: boolean }) => (d.idle ? "var(--warn)" : "var(--c1)"),
          fillOpacity: (d: { value: number; idle: boolean }) => (d.idle ? 0.3 : 0.12 + (0.88 * d.value) / most),
          title: (d: { value: number; idle: boolean; hour: number; day: string }) => `${d.day} ${d.hour}:00: ${d.value.toLocaleString("en-US")} calls an hour${d.idle ? `, idle${cost && `: ${cost}`}` : ""}`,
        }),
        Plot.text(cells.filter((d) => d.idle), { x: "hour", y: "day", text: () => "·", fontSize: 14 }),
      ],
    },
    table,
    legend([["calls", "var(--c1)"], ["quiet: less than a tenth of a mean hour (·)", "var(--warn)"]]),
  );
}
