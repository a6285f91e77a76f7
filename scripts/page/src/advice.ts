// What could be done instead: an alternative for each place, the largest saving of a month first.
import * as charts from "./charts";
import { fold, make, section, shown, table } from "./dom";
import { count, dollars, mark, money, number } from "./money";
import type { Advised, Advice } from "./types";

const BARS = 12;

function saved(entry: Advised): string {
  if (entry.saving) return `${money(number(entry.saving.mid))} a month`;
  const each = number(entry.saving_per_1k);
  return each === null ? "not known" : `${money(each)} for 1,000 ${shown(entry.unit, 20)}s`;
}

function place(entry: Advised): string {
  return `${shown(entry.path, 160)}:${entry.line}`;
}

function one(entry: Advised): HTMLElement {
  const both = (now: string | null | undefined, then: string | null | undefined): string => `${dollars(now)} → ${dollars(then)}`;
  const range = entry.saving && entry.saving.low !== entry.saving.high ? `, ${dollars(entry.saving.low)} to ${dollars(entry.saving.high)}` : "";
  const lines = [
    `${shown(entry.now, 120)} → ${shown(entry.instead, 200)}`,
    `A ${shown(entry.unit, 20)}: ${both(entry.each_now, entry.each_then)}`,
    entry.monthly_now && entry.monthly_then ? `A month: ${both(entry.monthly_now.mid, entry.monthly_then.mid)}${range}` : "A month: not known, nobody counted the calls",
    `Confidence: ${shown(entry.confidence, 20)}, evidence: ${shown(entry.grade, 20)}`,
    ...entry.assumptions.slice(0, 20).map((line) => `Assumed: ${shown(line, 400)}`),
    ...entry.prices.slice(0, 20).map((line) => `Price: ${shown(line, 400)}`),
    ...entry.also.slice(0, 20).map((also) => `Also at ${shown(also.path, 160)}:${also.line}`),
    ...(entry.silenced ? [`Silenced: ${shown(entry.silenced, 400)}`] : []),
  ];
  return fold(
    make("span", { class: "line" }, make("code", {}, place(entry)), make("span", {}, shown(entry.message, 300)), make("span", { class: "figure" }, saved(entry))),
    make("ul", {}, make("li", {}, "Rule: ", make("code", {}, shown(entry.rule, 60))), ...lines.map((line) => make("li", {}, line))),
  );
}

export function advice(found: Advice): HTMLElement | null {
  const standing = found.entries.filter((entry) => !entry.silenced);
  const silenced = found.entries.filter((entry) => entry.silenced);
  if (found.entries.length === 0) return null;
  const worth = standing.filter((entry) => (number(entry.saving?.mid) ?? 0) > 0);
  const listed = table(
    "Advice by saving",
    [
      { title: "Where", cell: (e: Advised) => make("code", {}, place(e)) },
      { title: "Now", cell: (e) => shown(e.now, 120) },
      { title: "Instead", cell: (e) => shown(e.instead, 200) },
      { title: "A month now", cell: (e) => dollars(e.monthly_now?.mid), figure: true },
      { title: "A month then", cell: (e) => dollars(e.monthly_then?.mid), figure: true },
      { title: "Saves", cell: saved, figure: true },
      { title: "Confidence", cell: (e) => shown(e.confidence, 20) },
    ],
    standing,
  );
  const bars = worth.slice(0, BARS).map((entry) => ({ name: `${shown(entry.instead, 80)} · ${place(entry)}`, before: number(entry.monthly_now?.mid), after: number(entry.monthly_then?.mid) ?? 0 }));
  const best = number(found.best);
  const lede = `${count(standing.length, "alternative")} at the places of ${shown(found.about, 60)}${best === null ? "" : `; the best one at each place saves ${mark(best)} a month together`}. Nothing of it decides anything.`;
  const told = `A month with each alternative, and what it is now (the tick)${worth.length > BARS ? `: the ${BARS} of ${worth.length} that save most` : ""}.`;
  return section(
    "advice",
    "Advice by saving",
    lede,
    bars.length > 0 ? charts.bars(told, bars, listed) : standing.length > 0 && fold("Figures as a table", listed),
    ...standing.slice(0, 60).map(one),
    found.left_out > 0 && make("p", { class: "note" }, `${count(found.left_out, "more piece")} of advice: finops-gate advise lists all.`),
    silenced.length > 0 && fold(`Silenced: ${silenced.length.toLocaleString("en-US")}`, ...silenced.slice(0, 60).map(one)),
  );
}
