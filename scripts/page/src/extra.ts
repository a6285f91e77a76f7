// Capacity, break-even and advice: sections that are there where their data is.
import * as charts from "./charts";
import { fold, make, section, shown, table } from "./dom";
import { dollars, money, number } from "./money";
import type { Advised, Curve, Week } from "./types";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

export function capacity(weeks: Week[]): HTMLElement | null {
  if (weeks.length === 0) return null;
  const drawn = weeks.slice(0, 12).map((week) => {
    const hours = week.calls.map((value, index) => ({ value, index, idle: week.idle[index] ?? false }));
    const idle = hours.filter((hour) => hour.idle).length;
    const listed = table(
      `Hours of a week of ${shown(week.name, 80)}`,
      [
        { title: "Hour (UTC)", cell: (h: (typeof hours)[number]) => `${DAYS[Math.floor(h.index / 24)] ?? ""} ${h.index % 24}:00` },
        { title: "Calls an hour", cell: (h) => h.value.toLocaleString("en-US", { maximumFractionDigits: 1 }), figure: true },
        { title: "", cell: (h) => (h.idle ? "quiet" : "") },
      ],
      hours,
    );
    const told = `${shown(week.name, 120)}: calls by hour of the week (UTC), ${idle} of ${hours.length} hours quiet.`;
    return make("div", {}, make("h3", {}, shown(week.name, 120)), charts.week(told, week.calls, week.idle, listed), week.note && make("p", { class: "note" }, shown(week.note, 600)));
  });
  return section("capacity", "Capacity by hour of the week", "When the calls of each feature come. Machines that are kept for quiet hours stand idle and are paid all the same.", ...drawn);
}

export function breakeven(curves: Curve[]): HTMLElement | null {
  if (curves.length === 0) return null;
  const drawn = curves.slice(0, 8).map((curve) => {
    const rows = curve.lines.flatMap((line) => line.points.map(([volume, cost]) => ({ name: line.name, volume, cost })));
    const listed = table(
      `Cost of a month of ${shown(curve.name, 80)}`,
      [
        { title: "Way", cell: (r: (typeof rows)[number]) => shown(r.name, 120) },
        { title: shown(curve.unit, 60), cell: (r) => r.volume.toLocaleString("en-US"), figure: true },
        { title: "A month", cell: (r) => money(r.cost), figure: true },
      ],
      rows,
    );
    const where = curve.crossing === null ? "they do not meet" : `they meet at ${curve.crossing.toLocaleString("en-US", { maximumFractionDigits: 0 })} ${shown(curve.unit, 60)}`;
    return make(
      "div",
      {},
      make("h3", {}, shown(curve.name, 160)),
      charts.curves(`A month of ${shown(curve.name, 120)} by volume: ${where}.`, curve.lines, shown(curve.unit, 60), curve.crossing, curve.now, listed),
      curve.note && make("p", { class: "note" }, shown(curve.note, 600)),
    );
  });
  return section("breakeven", "Break-even", null, ...drawn);
}

export function advice(entries: Advised[]): HTMLElement | null {
  if (entries.length === 0) return null;
  const sorted = [...entries].sort((a, b) => (number(b.saving) ?? -1) - (number(a.saving) ?? -1));
  const saving = sorted.filter((entry) => (number(entry.saving) ?? 0) > 0);
  const listed = table(
    "Advice by saving",
    [
      { title: "Advice", cell: (e: Advised) => shown(e.title, 300) },
      { title: "Where", cell: (e) => make("code", {}, shown(e.where, 200)) },
      { title: "Saves a month", cell: (e) => (e.saving === null ? "not known" : dollars(e.saving)), figure: true },
    ],
    sorted,
  );
  const list = sorted.slice(0, 100).map((entry) =>
    fold(
      make("span", { class: "line" }, make("code", {}, shown(entry.where, 120)), make("span", {}, shown(entry.title, 300)), make("span", { class: "figure" }, entry.saving === null ? "not known" : `saves ${dollars(entry.saving)}`)),
      make("ul", {}, ...entry.why.slice(0, 40).map((line) => make("li", {}, shown(line, 400)))),
    ),
  );
  const bars = saving.slice(0, 12).map((entry) => ({ name: entry.title, before: null, after: number(entry.saving) ?? 0 }));
  return section("advice", "Advice by saving", null, bars.length > 0 && charts.bars("What each piece of advice saves a month.", bars, listed), ...list);
}
