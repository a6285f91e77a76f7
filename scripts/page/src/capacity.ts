// When the calls come, and what is paid for the hours in which they do not.
import * as charts from "./charts";
import { make, section, shown, table } from "./dom";
import { dollars, money, number, percent } from "./money";
import type { Kept, Week } from "./types";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

export function capacity(weeks: Week[]): HTMLElement | null {
  if (weeks.length === 0) return null;
  const drawn = weeks.slice(0, 12).map((week) => {
    const name = shown(week.name, 120);
    const cost = number(week.hour);
    const hours = week.calls.map((value, index) => ({ value, index, idle: week.idle[index] ?? false }));
    const idle = hours.filter((hour) => hour.idle).length;
    const listed = table(
      `Hours of a week of ${shown(week.name, 80)}`,
      [
        { title: "Hour (UTC)", cell: (h: (typeof hours)[number]) => `${DAYS[Math.floor(h.index / 24)] ?? ""} ${h.index % 24}:00` },
        { title: "Calls an hour", cell: (h) => h.value.toLocaleString("en-US", { maximumFractionDigits: 1 }), figure: true },
        { title: "Quiet", cell: (h) => (h.idle ? "quiet" : "") },
        { title: "Idle cost", cell: (h) => (cost === null || !h.idle ? "" : money(cost)), figure: true },
      ],
      hours,
    );
    const month = number(week.idle_month);
    const paid = month === null ? "" : ` What always runs costs ${money(month)} a month in them.`;
    const told = `${name}: calls by hour of the week (UTC), ${idle} of ${hours.length} hours quiet.${paid}`;
    const kept = week.kept.length > 0 && table(
      `What always runs for ${shown(week.name, 80)}`,
      [
        { title: "Place", cell: (k: Kept) => make("code", {}, shown(k.name, 160)) },
        { title: "Quiet hours (UTC)", cell: (k) => shown(k.when, 120) },
        { title: "Calls in them", cell: (k) => percent((number(k.calls) ?? 0) * 100, false), figure: true },
        { title: "They cost a month", cell: (k) => (k.month === null ? shown(k.unknown, 200) : dollars(k.month)), figure: true },
      ],
      week.kept,
      40,
    );
    return make("div", {}, make("h3", {}, name), charts.week(told, week.calls, week.idle, cost === null ? "" : `${money(cost)} of what always runs`, listed), kept, week.note && make("p", { class: "note" }, shown(week.note, 600)));
  });
  return section("capacity", "Capacity by hour of the week", "When the calls of each feature come. Machines that are kept for quiet hours stand idle and are paid all the same.", ...drawn);
}
