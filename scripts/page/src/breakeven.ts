// Ways to serve the same calls, over the calls of a month: what each costs, and where they change places.
import * as charts from "./charts";
import { type Child, fold, make, section, shown, table } from "./dom";
import { count, dollars, money, number } from "./money";
import type { Amount, Breakeven, Crossing, Way } from "./types";

const DRAWN = 8;
const KINDS: Record<string, string> = {
  "always-on": "always on",
  "scale-to-zero": "sleeps between calls",
  "per-token": "by the token",
  "per-call": "by the call",
  ceiling: "all that may run",
};

function calls(text: string | null | undefined): string {
  const value = number(text);
  return value === null ? "not known" : value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

function amount(found: Amount | null): string {
  if (!found) return "";
  return found.amount === null ? "not known" : dollars(found.amount);
}

function points(way: Way): [number, number][] {
  return way.points.flatMap((pair): [number, number][] => {
    const [at, cost] = [number(pair[0]), number(pair[1])];
    return at === null || cost === null ? [] : [[at, cost]];
  });
}

const FAR = 20;

/** Calls up to which the curves are drawn: today and the crossings that are near it, else the first one. */
function focus(found: Breakeven): number | null {
  const all = found.crossings.flatMap((one) => number(one.calls) ?? []);
  const today = number(found.calls.high) ?? number(found.calls.mid);
  const near = today === null ? all : all.filter((at) => at <= today * FAR && at >= today / FAR);
  const wanted = [...(today === null ? [] : [today * 2]), ...(near.length > 0 ? [Math.max(...near) * 1.3] : all.slice(0, 1).map((at) => at * 1.3))];
  const most = Math.max(...found.ways.flatMap((way) => points(way).map(([at]) => at)), 0);
  const end = Math.max(...wanted, 0);
  return end > 0 && end < most ? end : null;
}

/** The part of a curve up to so many calls; its end lies on the straight piece that is cut. */
function cut(line: [number, number][], end: number | null): [number, number][] {
  if (end === null) return line;
  const kept = line.filter(([at]) => at <= end);
  const [last, next] = [kept.at(-1), line[kept.length]];
  if (last && next && next[0] > last[0]) kept.push([end, last[1] + ((next[1] - last[1]) * (end - last[0])) / (next[0] - last[0])]);
  return kept;
}

function met(one: Crossing): string {
  return `${calls(one.calls)} calls: from there on ${shown(one.above, 80)} is cheaper than ${shown(one.below, 80)}${one.step ? ", by a step" : ""}`;
}

function tables(found: Breakeven, name: string): HTMLElement {
  const rows = found.ways.flatMap((way) => points(way).map(([at, cost]) => ({ name: way.name, at, cost })));
  return make(
    "div",
    {},
    table(
      `Where ways to serve ${name} change places`,
      [
        { title: "Calls a month", cell: (c: Crossing) => calls(c.calls) },
        { title: "Cheaper below", cell: (c) => shown(c.below, 120) },
        { title: "Cheaper above", cell: (c) => shown(c.above, 120) },
        { title: "A month there", cell: (c) => dollars(c.cost), figure: true },
      ],
      found.crossings,
      60,
    ),
    table(
      `A month of ${name} by the calls`,
      [
        { title: "Way", cell: (r: (typeof rows)[number]) => shown(r.name, 120) },
        { title: "Calls a month", cell: (r) => r.at.toLocaleString("en-US", { maximumFractionDigits: 0 }), figure: true },
        { title: "A month", cell: (r) => money(r.cost), figure: true },
      ],
      rows,
    ),
  );
}

function ways(found: Breakeven, name: string): HTMLElement {
  return table(
    `Ways to serve ${name}`,
    [
      { title: "Way", cell: (w: Way) => `${shown(w.name, 120)}${w.name === found.cheapest ? " (cheapest today)" : ""}` },
      { title: "Paid", cell: (w) => KINDS[w.kind] ?? shown(w.kind, 40) },
      { title: "A month today", cell: (w) => (w.unknown ? "not known" : amount(w.today)), figure: true },
      { title: "1M tokens today", cell: (w) => amount(w.per_million_tokens), figure: true },
      { title: "1M tokens at full load", cell: (w) => amount(w.per_million_tokens_full), figure: true },
      { title: "Calls it serves", cell: (w) => (w.serves ? calls(w.serves.amount) : ""), figure: true },
      { title: "Evidence", cell: (w) => shown(w.unknown ?? w.evidence.grade, 240) },
    ],
    found.ways,
    40,
  );
}

function grounds(found: Breakeven): HTMLElement {
  const lines: Child[] = [
    ...found.usage.assumptions.map((line) => `Calls: ${line}`),
    ...found.ways.flatMap((way) => [...way.evidence.prices.map((line) => `Price: ${line}`), ...way.evidence.assumptions.map((line) => `Assumed: ${line}`)]),
    ...found.notes,
  ];
  const told = [...new Set(lines)].slice(0, 60).map((line) => make("li", {}, shown(String(line), 400)));
  return fold("What the curves stand on", make("ul", {}, ...told));
}

/** What each is called: the feature with what serves it, and a number where two are called the same. */
function named(all: Breakeven[]): string[] {
  const plain = all.map((one) => `${shown(one.name, 120)}${one.ways[0] ? `: ${shown(one.ways[0].name, 80)}` : ""}`);
  return plain.map((name, at) => (plain.indexOf(name) === plain.lastIndexOf(name) ? name : `${name} (${plain.slice(0, at + 1).filter((other) => other === name).length})`));
}

function drawn(found: Breakeven, name: string): HTMLElement {
  const end = focus(found);
  const lines = found.ways.map((way) => ({ name: shown(way.name, 80), points: cut(points(way), end), ceiling: way.kind === "ceiling" })).filter((line) => line.points.length > 0);
  const today = number(found.calls.mid);
  const when = today === null ? `today's calls are not known: ${shown(found.calls.unknown ?? "", 200)}` : `today ${calls(found.calls.mid)} calls a month`;
  const first = found.crossings.slice(0, 3).map(met).join("; ");
  const until = end === null ? "" : `, drawn up to ${calls(String(end))} calls`;
  const told = `A month of ${name} over the calls of a month${until}; ${when}. ${first || "No two of these ways change places"}.`;
  const quiet = found.quiet.month.amount === null ? null : `${dollars(found.quiet.month.amount)} a month of what always runs falls into quiet hours: ${shown(found.quiet.when ?? "", 120)} (UTC).`;
  return make(
    "div",
    {},
    make("h3", {}, name),
    found.site && found.site !== found.name && make("p", { class: "note" }, make("code", {}, shown(found.site, 200))),
    lines.length > 0
      ? charts.curves(told, lines, { today, low: number(found.calls.low), high: number(found.calls.high) }, found.crossings.flatMap((one) => {
          const [x, y] = [number(one.calls), number(one.cost)];
          return x === null || y === null || (end !== null && x > end) ? [] : [{ x, y, told: met(one) }];
        }), tables(found, name))
      : make("p", { class: "note" }, "No way has a known cost."),
    ways(found, name),
    quiet && make("p", { class: "note" }, quiet),
    grounds(found),
  );
}

export function breakeven(found: Breakeven[], leftOut: number): HTMLElement | null {
  if (found.length === 0) return null;
  const names = named(found);
  const more = Math.max(found.length - DRAWN, 0) + leftOut;
  return section(
    "breakeven",
    "Break-even",
    "What always runs against paying by the second, by the call or by the token: dollars of a month over its calls.",
    ...found.slice(0, DRAWN).map((one, at) => drawn(one, names[at] ?? "")),
    more > 0 && make("p", { class: "note" }, `${count(more, "more place")} that is paid by the hour: finops-gate breakeven lists all.`),
  );
}
