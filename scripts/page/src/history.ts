// What the branch cost over time, and which merge made it so.
import * as charts from "./charts";
import { choice, make, pill, section, shown, table, word } from "./dom";
import { count, dollars, money, number } from "./money";
import { skipped } from "./report";
import type { History, Line, Merge } from "./types";

const SERIES = 6;

function at(line: Line, day: string): number {
  let found = line.points[0];
  for (const point of line.points) if (point.day <= day) found = point;
  return number(found?.monthly) ?? 0;
}

/** The dearest lines as they are, all others as one; every line has a value on every day on which any moved. */
function gathered(lines: Line[], end: string): { points: charts.Point[]; names: string[] } {
  const days = [...new Set([...lines.flatMap((line) => line.points.map((point) => point.day)), end])].sort();
  const kept = lines.slice(0, SERIES);
  const rest = lines.slice(SERIES);
  const points = days.flatMap((day) => {
    const found = kept.map((line) => ({ day: new Date(day), value: at(line, day), name: line.name }));
    if (rest.length > 0) found.push({ day: new Date(day), value: rest.reduce((sum, line) => sum + at(line, day), 0), name: `${rest.length} others` });
    return found;
  });
  return { points, names: [...kept.map((line) => line.name), ...(rest.length > 0 ? [`${rest.length} others`] : [])] };
}

export function timeline(history: History): HTMLElement {
  const merges = [...history.merges].sort((a, b) => Math.abs(number(b.delta?.mid) ?? 0) - Math.abs(number(a.delta?.mid) ?? 0) || b.day.localeCompare(a.day));
  const rows = table(
    "What changed it",
    [
      { title: "Day", cell: (m: Merge) => make("span", { class: "figure" }, shown(m.day, 12)) },
      { title: "Merge", cell: (m) => make("span", {}, shown(m.subject, 160), " ", make("code", { class: "note" }, shown(m.commit.slice(0, 9)))) },
      { title: "Verdict", cell: (m) => pill(m.verdict) },
      { title: "Change of a month", cell: (m) => (m.delta ? dollars(m.delta.mid, true) : "not known"), figure: true },
      { title: "Approved by", cell: (m) => m.approved.map((a) => `${shown(a.by, 60)} (${shown(a.source, 20)})`).join(", ") },
    ],
    merges,
    300,
  );
  const lede = `${count(history.merges.length + history.left_out, "commit")} of ${history.walked.toLocaleString("en-US")} changed AI spending until ${shown(history.as_of, 12)}. The calls are today's at every point: the line shows what was decided.${history.left_out > 0 ? ` ${count(history.left_out, "smaller move")} are not listed here.` : ""}`;
  const total = history.total;
  if (!total) return section("timeline", "Over time", lede, monthly(history), make("h3", {}, "What changed it"), rows);
  const box = make("div", { "aria-live": "polite" });
  const names = ["all", ...Object.keys(history.divided).filter((name) => (history.divided[name] ?? []).length > 0)];
  const show = (by: string): void => {
    const lines = by === "all" ? [{ ...total, name: "all" }] : (history.divided[by] ?? []);
    const { points, names: drawn } = gathered(lines, history.as_of);
    const moves = history.merges
      .filter((merge) => merge.delta)
      .map((merge) => ({ day: new Date(merge.day), value: at(total, merge.day), state: merge.verdict, told: `${merge.day} ${money(number(merge.delta?.mid), true)}\n${charts.label(merge.subject, 60)}\n${word(merge.verdict)}` }));
    const listed = table(
      "Projected month at each move",
      [
        { title: "Day", cell: (p: charts.Point) => p.day.toISOString().slice(0, 10) },
        { title: by, cell: (p) => shown(p.name, 120) },
        { title: "A month", cell: (p) => money(p.value), figure: true },
      ],
      points,
    );
    const first = number(total.points[0]?.monthly);
    const last = number(total.points.at(-1)?.monthly);
    box.replaceChildren(charts.levels(`Projected monthly cost${by === "all" ? "" : ` by ${by}`}, ${money(first)} → ${money(last)}; each dot is a merge.`, points, drawn, moves, listed));
  };
  show("all");
  return section("timeline", "Over time", lede, choice("By", names, show), box, make("h3", {}, "What changed it"), rows, skipped(history.skipped.slice(0, 500), history.skipped.length, "Changed files that could not be read"));
}

/** Without volumes: how many merges a month, by verdict. */
function monthly(history: History): HTMLElement | null {
  if (history.merges.length === 0) return null;
  const found = new Map<string, charts.Block>();
  for (const merge of history.merges) {
    const key = `${merge.day.slice(0, 7)} ${merge.verdict}`;
    const block = found.get(key) ?? { month: merge.day.slice(0, 7), part: word(merge.verdict), value: 0 };
    block.value += 1;
    found.set(key, block);
  }
  const blocks = filled([...found.values()]);
  const parts = Object.keys(charts.STATES).filter((state) => blocks.some((block) => block.part === word(state)));
  const listed = table("Merges a month by verdict", [{ title: "Month", cell: (b: charts.Block) => b.month }, { title: "Verdict", cell: (b) => b.part }, { title: "Merges", cell: (b) => String(b.value), figure: true }], [...found.values()]);
  return charts.columns("Merges that changed AI spending, a column a month.", blocks, parts.map((s) => [word(s), charts.STATES[s] ?? charts.LEVEL]), (n) => (Number.isInteger(n) ? String(n) : ""), listed);
}

/** Months in which nothing was merged are there, too. */
function filled(blocks: charts.Block[]): charts.Block[] {
  const months = blocks.map((block) => block.month).sort();
  const part = blocks[0]?.part ?? "";
  const last = months.at(-1) ?? "";
  const found = [...blocks];
  for (let month = months[0] ?? ""; month < last && found.length < 2000; month = next(month)) {
    if (!months.includes(month)) found.push({ month, part, value: 0 });
  }
  return found;
}

function next(month: string): string {
  const [year = 0, number_ = 1] = month.split("-").map(Number);
  return number_ === 12 ? `${year + 1}-01` : `${year}-${String(number_ + 1).padStart(2, "0")}`;
}
