// When the calls come, and what is kept for the hours in which they do not.
import * as charts from "./charts";
import { make, section, shown, table } from "./dom";
import type { Week } from "./types";

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
        { title: "Quiet", cell: (h) => (h.idle ? "quiet" : "") },
      ],
      hours,
    );
    const told = `${shown(week.name, 120)}: calls by hour of the week (UTC), ${idle} of ${hours.length} hours quiet.`;
    return make("div", {}, make("h3", {}, shown(week.name, 120)), charts.week(told, week.calls, week.idle, listed), week.note && make("p", { class: "note" }, shown(week.note, 600)));
  });
  return section("capacity", "Capacity by hour of the week", "When the calls of each feature come. Machines that are kept for quiet hours stand idle and are paid all the same.", ...drawn);
}
