// Many reports on one page: sums over a cube of counts, which filters narrow down.
import * as charts from "./charts";
import { choice, make, pill, section, shown, table, word } from "./dom";
import { brief, count, mark, money, percent } from "./money";
import { skipped } from "./report";
import type { Fleet } from "./types";

const DIMENSIONS = ["repository", "team", "feature", "model", "state"] as const;
type Dimension = (typeof DIMENSIONS)[number];
const AT: Record<Dimension | "month", number> = { repository: 0, month: 1, state: 2, team: 3, feature: 4, model: 5 };
const TITLES: Record<Dimension, string> = { repository: "Repository", team: "Team", feature: "Feature", model: "Model", state: "Verdict" };
const HELD = new Set(["require-approval", "block"]);
const PARTS = 12;

type Row = Fleet["cube"][number];

class Filters {
  readonly chosen = new Map<Dimension, number>();
  from = 0;
  to: number;
  constructor(months: number) {
    this.to = months - 1;
  }
  /** Whether an index passes; a dimension that nobody chose lets everything through. */
  lets(dimension: Dimension, index: number): boolean {
    const chosen = this.chosen.get(dimension);
    return chosen === undefined || chosen === index;
  }
  month(index: number): boolean {
    return index >= this.from && index <= this.to;
  }
  get inner(): boolean {
    return ["team", "feature", "model"].some((name) => this.chosen.has(name as Dimension));
  }
}

export function fleet(data: Fleet): HTMLElement[] {
  const filters = new Filters(data.names.month.length);
  const told = make("output", { id: "told", "aria-live": "polite", class: "note" });
  const results = make("div", { id: "results" });
  let by: Dimension = "repository";
  const draw = (): void => {
    const rows = data.cube.filter((row) => filters.month(row[1]) && DIMENSIONS.every((name) => filters.lets(name, row[AT[name]] ?? -1)));
    told.textContent = summary(data, filters, rows);
    results.replaceChildren(
      ledger(data, filters, rows),
      overMonths(data, rows),
      divided(data, rows, by, (name) => {
        by = name;
      }),
      ...optional(levels(data, filters)),
      ...optional(outcomes(data, filters)),
      verdicts(data, filters, rows),
      largest(data, filters),
    );
  };
  const form = controls(data, filters, draw);
  draw();
  const notes = data.folded.map((line) => make("p", { class: "note" }, shown(line, 300)));
  return [
    make("div", { class: "filters card", role: "search", "aria-label": "Filters" }, form, told),
    results,
    section("read", "What was read", `${count(data.reports, "report")} counted.`, ...notes, skipped(data.skipped, data.skipped_in_all, "Files that could not be counted")),
  ];
}

function optional(element: HTMLElement | null): HTMLElement[] {
  return element ? [element] : [];
}

function controls(data: Fleet, filters: Filters, draw: () => void): HTMLFormElement {
  const form = make("form", { autocomplete: "off" });
  const select = (title: string, id: string, options: [string, string][], changed: (value: string) => void): HTMLElement => {
    const box = make("select", { id }, ...options.map(([value, name]) => make("option", { value }, name)));
    box.addEventListener("change", () => {
      changed(box.value);
      draw();
    });
    return make("div", { class: "field" }, make("label", { for: id }, title), box);
  };
  for (const name of DIMENSIONS) {
    const names = data.names[name].map((text, index): [string, string] => [String(index), name === "state" ? word(text) : charts.label(text, 60) || "(none)"]);
    names.sort((a, b) => (name === "state" ? 0 : a[1].localeCompare(b[1])));
    form.append(
      select(TITLES[name], `filter-${name}`, [["", "all"], ...names], (value) => {
        if (value === "") filters.chosen.delete(name);
        else filters.chosen.set(name, Number(value));
      }),
    );
  }
  const months = data.names.month.map((month, index): [string, string] => [String(index), shown(month, 10)]);
  form.append(select("From", "filter-from", months, (value) => (filters.from = Number(value))));
  form.append(select("Until", "filter-to", [...months].reverse(), (value) => (filters.to = Number(value))));
  const reset = make("button", { type: "reset" }, "Show all");
  form.append(make("div", { class: "field" }, reset));
  form.addEventListener("reset", () => {
    filters.chosen.clear();
    filters.from = 0;
    filters.to = data.names.month.length - 1;
    draw();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  return form;
}

function requests(data: Fleet, filters: Filters): Fleet["requests"] {
  return data.requests.filter((row) => filters.lets("repository", row[0]) && filters.month(row[1]) && filters.lets("state", row[2]));
}

function summary(data: Fleet, filters: Filters, rows: Row[]): string {
  const places = rows.reduce((sum, row) => sum + row[6], 0);
  const found = requests(data, filters);
  const total = found.reduce((sum, row) => sum + row[3], 0);
  const runs = found.reduce((sum, row) => sum + row[4], 0);
  const seen = filters.inner ? "" : `, in ${count(total, "change")} judged ${count(runs, "time")}`;
  return `${count(places, "changed place")} that spend${places === 1 ? "s" : ""}${seen}.`;
}

interface Sums {
  more: number;
  less: number;
  held: number;
  prevented: number;
}

function sums(data: Fleet, rows: Row[]): Sums {
  const found: Sums = { more: 0, less: 0, held: 0, prevented: 0 };
  for (const row of rows) {
    const state = data.names.state[row[2]] ?? "";
    if (HELD.has(state)) found.held += row[7];
    else {
      found.more += row[7];
      found.less += row[8];
    }
    found.prevented += row[9];
  }
  return found;
}

function ledger(data: Fleet, filters: Filters, rows: Row[]): HTMLElement {
  const { more, less, held, prevented } = sums(data, rows);
  const repositories = new Set(rows.map((row) => row[0])).size;
  const tile = (name: string, value: string, note: string, kind = ""): HTMLElement => make("div", { class: `tile ${kind}` }, make("dt", {}, name), make("dd", {}, value, make("span", { class: "note" }, note)));
  const changes = requests(data, filters).reduce((sum, row) => sum + row[3], 0);
  return make(
    "dl",
    { class: "tiles", id: "ledger" },
    tile("Let through", mark(more, true), "more a month", "up"),
    tile("Decreases", mark(less, true), "less a month", "down"),
    tile("Held back", mark(held), "a month, blocked or waiting for approval"),
    tile("Prevented", mark(prevented), "a month: highest estimate less the last run", prevented > 0 ? "down" : ""),
    tile("Repositories", repositories.toLocaleString("en-US"), "with changed AI spending"),
    filters.inner ? null : tile("Changes judged", changes.toLocaleString("en-US"), "each counted once, by its last run"),
  );
}

function overMonths(data: Fleet, rows: Row[]): HTMLElement {
  const parts: [string, string][] = [["let through", charts.UP], ["held back", "var(--ask)"], ["decreases", charts.DOWN]];
  const blocks = data.names.month.flatMap((month, index) => {
    const found = sums(data, rows.filter((row) => row[1] === index));
    return [
      { month, part: "let through", value: found.more },
      { month, part: "held back", value: found.held },
      { month, part: "decreases", value: found.less },
    ];
  });
  const listed = table("Change of a month by the month of the last run", [{ title: "Month", cell: (b: charts.Block) => shown(b.month, 10) }, { title: "What", cell: (b) => b.part }, { title: "Change of a month", cell: (b) => money(b.value, true), figure: true }], blocks.filter((block) => block.value !== 0));
  return section("months", "Month by month", null, charts.columns("What was decided in each month, in dollars a month.", blocks, parts, brief, listed));
}

function divided(data: Fleet, rows: Row[], first: Dimension, chosen: (name: Dimension) => void): HTMLElement {
  const box = make("div", { "aria-live": "polite" });
  const show = (by: Dimension): void => {
    const found = new Map<number, { name: string; more: number; less: number; prevented: number; places: number }>();
    for (const row of rows) {
      const index = row[AT[by]] ?? 0;
      const entry = found.get(index) ?? { name: data.names[by][index] ?? "", more: 0, less: 0, prevented: 0, places: 0 };
      entry.more += row[7];
      entry.less += row[8];
      entry.prevented += row[9];
      entry.places += row[6];
      found.set(index, entry);
    }
    const sorted = [...found.values()].sort((a, b) => Math.abs(b.more + b.less) - Math.abs(a.more + a.less) || a.name.localeCompare(b.name));
    const listed = table(
      `Change of a month by ${TITLES[by].toLowerCase()}`,
      [
        { title: TITLES[by], cell: (r: (typeof sorted)[number]) => (by === "state" ? word(r.name) : shown(r.name, 160)) },
        { title: "Places", cell: (r) => r.places.toLocaleString("en-US"), figure: true },
        { title: "More", cell: (r) => money(r.more, true), figure: true },
        { title: "Less", cell: (r) => money(r.less, true), figure: true },
        { title: "Together", cell: (r) => money(r.more + r.less, true), figure: true },
        { title: "Prevented", cell: (r) => money(r.prevented), figure: true },
      ],
      sorted,
    );
    const bars = sorted.slice(0, PARTS).map((entry) => ({ name: by === "state" ? word(entry.name) : entry.name, before: null, after: entry.more + entry.less }));
    box.replaceChildren(charts.bars(`Change of a month by ${TITLES[by].toLowerCase()}${sorted.length > PARTS ? `, the ${PARTS} largest of ${sorted.length}` : ""}.`, bars, listed));
  };
  const names = [first, ...DIMENSIONS.filter((name) => name !== first)];
  show(first);
  return section(
    "parts",
    "Whose cost it is",
    null,
    choice("By", names.map((name) => TITLES[name]), (title) => {
      const name = names.find((one) => TITLES[one] === title) ?? first;
      chosen(name);
      show(name);
    }),
    box,
  );
}

function levels(data: Fleet, filters: Filters): HTMLElement | null {
  const lines = data.levels.filter(([repository]) => filters.lets("repository", repository));
  if (lines.length === 0) return null;
  const points: charts.Point[] = data.names.month.flatMap((month, index) => {
    const known = lines.map(([, values]) => values[index] ?? null).filter((value) => value !== null);
    if (!filters.month(index) || known.length === 0) return [];
    return [{ day: new Date(`${month}-01`), value: known.reduce((sum, value) => sum + value, 0), name: "all" }];
  });
  const listed = table("Projected month of the repositories with a history", [{ title: "Month", cell: (p: charts.Point) => p.day.toISOString().slice(0, 7) }, { title: "A month", cell: (p) => money(p.value), figure: true }], points);
  return section("timeline", "Over time", `${count(lines.length, "repository", "repositories")} with a history. Team, feature and model do not divide it.`, charts.levels("Projected monthly cost at the end of each month.", points, ["all"], [], listed));
}

/** What a successful outcome costs each team, month by month. */
function outcomes(data: Fleet, filters: Filters): HTMLElement | null {
  const lines = data.outcomes.filter(([team]) => filters.lets("team", team));
  const known = lines.map(([team, values]) => {
    const points = values.flatMap((value, at) => (value === null || !filters.month(at) ? [] : [{ month: data.names.month[at] ?? "", value }]));
    return { name: data.names.team[team] ?? "", points };
  }).filter((line) => line.points.length > 0);
  if (known.length === 0) return null;
  const trend = (line: (typeof known)[number]): number | null => {
    const [first, last] = [line.points[0]?.value, line.points.at(-1)?.value];
    return line.points.length > 1 && first && last !== undefined ? (100 * (last - first)) / first : null;
  };
  const listed = table(
    "Cost of an outcome by team",
    [
      { title: "Team", cell: (r: (typeof known)[number]) => shown(r.name, 120) },
      { title: "First month", cell: (r) => `${shown(r.points[0]?.month ?? "", 10)}: ${money(r.points[0]?.value ?? null)}`, figure: true },
      { title: "Last month", cell: (r) => `${shown(r.points.at(-1)?.month ?? "", 10)}: ${money(r.points.at(-1)?.value ?? null)}`, figure: true },
      { title: "Outcomes for a dollar", cell: (r) => (r.points.at(-1)?.value ? (1 / (r.points.at(-1)?.value ?? 1)).toLocaleString("en-US", { maximumSignificantDigits: 3 }) : ""), figure: true },
      { title: "Trend", cell: (r) => percent(trend(r)), figure: true },
    ],
    known,
  );
  const points = known.slice(0, 7).flatMap((line) => line.points.map(({ month, value }) => ({ day: new Date(`${month}-01`), value, name: line.name })));
  const names = known.slice(0, 7).map((line) => line.name);
  const more = known.length > names.length ? `, ${names.length} of ${known.length} teams` : "";
  const told = `Dollars of a successful outcome, month by month${more}.`;
  return section("outcomes", "Performance to cost by team", "The cost of a month of each team's features over their successful outcomes, as the last report of each month tells it. Lower is better. Only team and period divide it.", charts.trends(told, points, names, listed));
}

function verdicts(data: Fleet, filters: Filters, rows: Row[]): HTMLElement {
  const found = filters.inner ? rows.map((row): [number, number, number] => [row[1], row[2], row[6]]) : requests(data, filters).map((row): [number, number, number] => [row[1], row[2], row[3]]);
  const counts = new Map<string, charts.Block>();
  for (const month of data.names.month) counts.set(`${month} 0`, { month, part: word(data.names.state[0] ?? "pass"), value: 0 });
  for (const [month, state, value] of found) {
    const name = data.names.month[month] ?? "";
    const block = counts.get(`${name} ${state}`) ?? { month: name, part: word(data.names.state[state] ?? ""), value: 0 };
    block.value += value;
    counts.set(`${name} ${state}`, block);
  }
  const parts = data.names.state.map((state): [string, string] => [word(state), charts.STATES[state] ?? charts.LEVEL]);
  const blocks = [...counts.values()];
  const listed = table("Verdicts by month", [{ title: "Month", cell: (b: charts.Block) => shown(b.month, 10) }, { title: "Verdict", cell: (b) => b.part }, { title: filters.inner ? "Places" : "Changes", cell: (b) => b.value.toLocaleString("en-US"), figure: true }], blocks.filter((b) => b.value > 0));
  const what = filters.inner ? "Changed places" : "Changes";
  return section("verdicts", "Verdicts", null, charts.columns(`${what} by the verdict on their last run.`, blocks, parts, (n) => n.toLocaleString("en-US"), listed));
}

function largest(data: Fleet, filters: Filters): HTMLElement {
  const rows = data.largest.filter((row) => filters.lets("repository", row[0]) && filters.lets("state", row[3]) && filters.month(data.names.month.indexOf(row[2].slice(0, 7))));
  const listed = table(
    "The largest changes",
    [
      { title: "Change", cell: (r: Fleet["largest"][number]) => `${shown(data.names.repository[r[0]] ?? "", 100)} · ${shown(r[1], 40)}` },
      { title: "Day", cell: (r) => make("span", { class: "figure" }, shown(r[2], 12)) },
      { title: "Verdict", cell: (r) => pill(data.names.state[r[3]] ?? "") },
      { title: "Change of a month", cell: (r) => (r[4] === null ? "not known" : money(r[4], true)), figure: true },
      { title: "Highest estimate", cell: (r) => (r[5] === null ? "" : money(r[5], true)), figure: true },
      { title: "Says", cell: (r) => shown(r[6].replace(/^[^\p{L}\p{N}]+/u, ""), 200) },
    ],
    rows,
    100,
  );
  return section("largest", "The largest changes", filters.inner ? "Team, feature and model do not divide this list." : null, listed);
}
