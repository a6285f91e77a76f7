// The sections of one change: what it costs, of whom, why, and on what evidence.
import * as charts from "./charts";
import { type Child, choice, fold, make, pill, section, shown, table, word } from "./dom";
import { count, dollars, money, number, percent } from "./money";
import type { Change, Part, Report, Side } from "./types";

const STEPS = 12;
const PARTS = 12;

/** Rows of one site share one projection: one entry a site, the largest change of a month first. */
export function sites(report: Report): Change[] {
  const found = new Map<string, Change>();
  for (const change of report.changes) {
    const known = found.get(change.site);
    if (change.billed && (!known || (known.kind !== "model" && change.kind === "model"))) found.set(change.site, change);
  }
  const size = (change: Change): number => Math.abs(number(change.monthly.delta) ?? 0);
  return [...found.values()].sort((a, b) => size(b) - size(a) || a.path.localeCompare(b.path));
}

function sideText(side: Side | null): string {
  if (!side) return "—";
  const { id, model } = side;
  if (id && model && id !== model && !id.endsWith(`/${model}`)) return `${model} (written ${id})`;
  return id ?? side.value ?? side.amount ?? "not readable";
}

export function changed(change: Change): string {
  const name = change.parameter ?? (change.kind === "model" ? "" : change.kind);
  return `${name ? `${shown(name, 60)}: ` : ""}${shown(sideText(change.base), 80)} → ${shown(sideText(change.head), 80)}`;
}

function place(change: Change): string {
  const side = change.head ?? change.base;
  return `${shown(change.path, 160)}:${side?.line ?? 1}`;
}

function tile(name: string, value: string, note: string, kind = ""): HTMLElement {
  return make("div", { class: `tile ${kind}` }, make("dt", {}, name), make("dd", {}, value, make("span", { class: "note" }, note)));
}

export function hero(report: Report): HTMLElement {
  const { totals } = report;
  const delta = number(totals.delta);
  const due = report.decisions.filter((decision) => decision.outcome !== "pass").length;
  const tiles: HTMLElement[] = [];
  if (delta !== null) {
    const range = totals.low && totals.high && totals.low !== totals.high ? `${dollars(totals.low, true)} to ${dollars(totals.high, true)}` : "a month";
    tiles.push(tile("Change of a month", money(delta, true), range, delta > 0 ? "up" : delta < 0 ? "down" : ""));
    tiles.push(tile("A month of these sites", dollars(totals.head), `${dollars(totals.base)} before`));
  }
  if (totals.percent !== null) tiles.push(tile(delta === null ? "Change of a call" : "In percent", percent(totals.percent), delta === null ? "the largest that decides" : "of the month before"));
  tiles.push(tile("Places that spend", String(sites(report).length), "changed"));
  tiles.push(tile("Decisions", String(due), due === 1 ? "says more than pass" : "say more than pass"));
  tiles.push(tile("Files", String(report.coverage.scanned), `looked into, of ${report.coverage.files} changed`));
  return make(
    "div",
    { class: "hero" },
    make("div", { class: "verdict" }, pill(report.verdict, "large"), report.advisory && make("span", { class: "note" }, "advisory: nothing is enforced")),
    make("h1", {}, shown(report.headline.replace(/^[^\p{L}\p{N}]+/u, ""), 400)),
    make("p", { class: "meta" }, about(report)),
    make("dl", { class: "tiles" }, ...tiles),
  );
}

function about(report: Report): string {
  const request = report.change_request ? `change request ${shown(report.change_request, 20)}` : "";
  const range = `${shown(report.range.merge_base.slice(0, 9))}..${shown(report.range.head.slice(0, 9))}`;
  return [request, range, `prices of ${shown(report.as_of, 20)}`].filter(Boolean).join(" · ");
}

export function decisions(report: Report): HTMLElement | null {
  const findings = new Map(report.findings.map((finding) => [finding.fingerprint, finding]));
  const order = ["block", "require-approval", "warn"];
  const due = report.decisions.filter((d) => d.outcome !== "pass" || d.waived_by).sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  if (due.length === 0 && report.approvals.length === 0) return null;
  const items = due.slice(0, 200).map((decision) => {
    const finding = findings.get(decision.finding);
    return make(
      "li",
      { class: "decision" },
      pill(decision.outcome),
      make(
        "div",
        {},
        make("p", {}, make("strong", {}, shown(finding?.rule ?? "a rule", 60)), " ", shown(finding?.message ?? "", 600)),
        finding && make("p", { class: "note" }, make("code", {}, `${shown(finding.path, 200)}:${finding.line}`)),
        finding?.advice && make("p", {}, shown(finding.advice, 400)),
        fold(
          "Why",
          make("p", {}, `Decided by ${shown(decision.because, 200)}${decision.role ? `; asks ${shown(decision.role, 80)}` : ""}${decision.waived_by ? `; waived by ${shown(decision.waived_by, 160)}` : ""}.`),
          finding && Object.keys(finding.measure).length > 0 && make("p", {}, `Measured: ${Object.entries(finding.measure).map(([name, value]) => `${shown(name, 40)} ${shown(value.slice(0, 14), 20)}`).join(", ")}`),
        ),
      ),
    );
  });
  const approvals = report.approvals.map((approval) =>
    make(
      "li",
      {},
      make("strong", {}, shown(approval.role, 80)),
      `: ${shown(approval.state, 20)}${approval.by.length ? ` by ${approval.by.slice(0, 5).map((name) => shown(name, 60)).join(", ")}` : ""}`,
      approval.ceiling ? ` up to ${dollars(approval.ceiling, true)} a month` : "",
      approval.state === "pending" && make("span", {}, " with code ", make("code", {}, shown(approval.code, 20))),
      approval.why.length > 0 && fold("Why", make("ul", {}, ...approval.why.slice(0, 20).map((line) => make("li", {}, shown(line, 300))))),
    ),
  );
  const more = due.length - items.length;
  return section(
    "decisions",
    "Decisions",
    null,
    make("ul", { class: "plain" }, ...items),
    more > 0 && make("p", { class: "note" }, `${count(more, "more decision")} in the JSON report.`),
    approvals.length > 0 && make("h3", {}, "Approvals"),
    approvals.length > 0 && make("ul", { class: "plain" }, ...approvals),
  );
}

export function flow(report: Report): HTMLElement | null {
  const found = sites(report).filter((change) => (number(change.monthly.delta) ?? 0) !== 0);
  const base = number(report.totals.base);
  const head = number(report.totals.head);
  if (base === null || head === null || found.length === 0) return calls(report);
  let at = base;
  const steps: charts.Step[] = [{ name: "before", from: 0, to: base, whole: true, told: `before: ${money(base)}` }];
  for (const change of found.slice(0, STEPS)) {
    const delta = number(change.monthly.delta) ?? 0;
    const name = change.feature ?? change.path;
    steps.push({ name, from: at, to: at + delta, whole: false, told: `${shown(name, 80)}: ${money(delta, true)}` });
    at += delta;
  }
  const rest = head - at;
  if (found.length > STEPS || Math.abs(rest) >= 0.005) {
    steps.push({ name: "all others", from: at, to: head, whole: false, told: `all others: ${money(rest, true)}` });
  }
  steps.push({ name: "after", from: 0, to: head, whole: true, told: `after: ${money(head)}` });
  const rows = table(
    "What moves the month",
    [
      { title: "Where", cell: (c: Change) => make("code", {}, place(c)) },
      { title: "What", cell: changed },
      { title: "Before", cell: (c: Change) => dollars(c.monthly.base), figure: true },
      { title: "After", cell: (c: Change) => dollars(c.monthly.head), figure: true },
      { title: "Change", cell: (c: Change) => dollars(c.monthly.delta, true), figure: true },
    ],
    found,
  );
  const told = `From ${money(base)} to ${money(head)} a month: ${count(found.length, "place")} that moved it, the largest first.`;
  return section("flow", "What moves the month", null, charts.waterfall(told, steps, rows));
}

/** Without volumes there is no month: then 1,000 calls. */
function calls(report: Report): HTMLElement | null {
  const found = sites(report).filter((c) => number(c.per_call.base) !== null && number(c.per_call.head) !== null && c.per_call.base !== c.per_call.head);
  if (found.length === 0) return null;
  const times = (c: Change): number => (c.unit === "hour" ? 1 : 1000);
  const bars = found.slice(0, STEPS).map((c) => ({
    name: `${c.feature ?? c.path}${c.unit === "hour" ? " (an hour)" : ""}`,
    before: (number(c.per_call.base) ?? 0) * times(c),
    after: (number(c.per_call.head) ?? 0) * times(c),
  }));
  const rows = table(
    "Cost of 1,000 calls, or of an hour",
    [
      { title: "Where", cell: (c: Change) => make("code", {}, place(c)) },
      { title: "What", cell: changed },
      { title: "Before", cell: (c: Change) => money((number(c.per_call.base) ?? 0) * times(c)), figure: true },
      { title: "After", cell: (c: Change) => money((number(c.per_call.head) ?? 0) * times(c)), figure: true },
      { title: "Change", cell: (c: Change) => percent(c.per_call.percent), figure: true },
    ],
    found,
  );
  return section("flow", "What moves the price of a call", "Nobody has recorded how many calls there are, so there is no month.", charts.bars("Cost of 1,000 calls, or of an hour of a machine: the bar is after, the tick before.", bars, rows));
}

export function divided(parts: Record<string, Part[]>): HTMLElement | null {
  const names = Object.keys(parts).filter((name) => (parts[name] ?? []).length > 0);
  if (names.length === 0) return null;
  const box = make("div", { "aria-live": "polite" });
  const show = (by: string): void => {
    const rows = parts[by] ?? [];
    const bars = rows.slice(0, PARTS).map(([name, before, after]) => ({ name, before: number(before) ?? 0, after: number(after) ?? 0 }));
    const listed = table(
      `A month by ${by}`,
      [
        { title: by, cell: (row: Part) => shown(row[0], 160) },
        { title: "Before", cell: (row: Part) => dollars(row[1]), figure: true },
        { title: "After", cell: (row: Part) => dollars(row[2]), figure: true },
        { title: "Change", cell: (row: Part) => money((number(row[2]) ?? 0) - (number(row[1]) ?? 0), true), figure: true },
      ],
      rows,
    );
    const more = rows.length > PARTS ? `, the ${PARTS} dearest of ${rows.length}` : "";
    box.replaceChildren(charts.bars(`A month of the changed places by ${by}${more}: the bar is after, the tick before.`, bars, listed));
  };
  const first = names[0];
  if (first) show(first);
  return section("parts", "Whose cost it is", null, choice("By", names, show), box);
}

export function economics(rows: Record<string, string>[], units: Record<string, string>[]): HTMLElement | null {
  if (rows.length === 0 && units.length === 0) return null;
  const name = (row: Record<string, string>): string => `${shown(row.feature ?? row.name ?? "", 120)}${row.tier ? ` / ${shown(row.tier, 80)}` : ""}`;
  const parts: Child[] = [];
  const known = rows.filter((row) => row.margin_base !== undefined && row.margin_head !== undefined);
  const listed = table(
    "A month of each feature and tier, before and after",
    [
      { title: "Feature / tier", cell: name },
      { title: "Revenue", cell: (r) => (r.revenue ? dollars(r.revenue) : "not recorded"), figure: true },
      { title: "Cost before", cell: (r) => dollars(r.cost_base), figure: true },
      { title: "Cost after", cell: (r) => dollars(r.cost_head), figure: true },
      { title: "Margin before", cell: (r) => percent(r.margin_base, false), figure: true },
      { title: "Margin after", cell: (r) => percent(r.margin_head, false), figure: true },
      { title: "Per outcome before", cell: (r) => (r.per_outcome_base ? dollars(r.per_outcome_base) : ""), figure: true },
      { title: "Per outcome after", cell: (r) => (r.per_outcome_head ? dollars(r.per_outcome_head) : ""), figure: true },
      { title: "Calls that hold the margin", cell: (r) => (r.quota ? Number(r.quota).toLocaleString("en-US") : ""), figure: true },
    ],
    rows,
  );
  if (known.length > 0) {
    const drawn = known.slice(0, 16).map((row) => ({ name: name(row), before: number(row.margin_base) ?? 0, after: number(row.margin_head) ?? 0 }));
    parts.push(charts.margins("Gross margin of a month: the ring is before, the dot after.", drawn, listed));
  } else if (rows.length > 0) parts.push(listed);
  if (units.length > 0) {
    const cell = (key: string, as: (text: string) => string) => (row: Record<string, string>): string => (row[key] === undefined ? "" : as(row[key] ?? ""));
    parts.push(
      make("h3", {}, "As recorded, by tier"),
      table(
        "Unit economics by tier, as recorded",
        [
          { title: "Tier", cell: name },
          { title: "A month", cell: cell("cost", dollars), figure: true },
          { title: "A call", cell: cell("per_call", dollars), figure: true },
          { title: "A successful call", cell: cell("per_successful_call", dollars), figure: true },
          { title: "A million tokens", cell: cell("per_million", dollars), figure: true },
          { title: "An outcome", cell: cell("per_outcome", dollars), figure: true },
          { title: "Gross margin", cell: cell("margin", (text) => percent(text, false)), figure: true },
          { title: "Read from cache", cell: cell("cache_hit_rate", (text) => percent(text, false)), figure: true },
        ],
        units,
      ),
    );
  }
  return section("economics", "Unit economics", null, ...parts);
}

export function evidence(report: Report, leftOut: number): HTMLElement | null {
  const found = sites(report);
  const others = report.changes.filter((change) => !change.billed);
  if (found.length === 0 && others.length === 0) return null;
  const entries = found.map((change) => {
    const { evidence: proof, per_call: call, monthly: month } = change;
    const all = report.changes.filter((other) => other.site === change.site && other.billed);
    const lines: Child[] = [
      ...all.map((other) => make("li", {}, `${shown(other.status, 20)} `, make("code", {}, changed(other)), ` as ${shown(other.role, 40)}`)),
      call.head !== null && make("li", {}, `${change.unit === "hour" ? "An hour" : "A call"}: ${dollars(call.base)} → ${dollars(call.head)} ${percent(call.percent)}`),
      month.head !== null && make("li", {}, `A month: ${dollars(month.base)} → ${dollars(month.head)} (${dollars(month.delta, true)}; from ${dollars(month.low, true)} to ${dollars(month.high, true)})`),
      make("li", {}, `Volumes: ${shown(proof.grade, 20)}, ${shown(proof.source, 300)}${proof.window ? `, ${shown(proof.window, 60)}` : ""}`),
      ...proof.prices.map((line) => make("li", {}, `Price: ${shown(line, 400)}`)),
      ...proof.assumptions.map((line) => make("li", {}, `Assumed: ${shown(line, 400)}`)),
      ...(change.head?.via ?? []).map((via) => make("li", {}, "Read through ", make("code", {}, `${shown(via.path, 200)}:${via.line}`))),
      ...change.reaches.slice(0, 20).map((reach) => make("li", {}, "Reaches ", make("code", {}, `${shown(reach.path, 200)}:${reach.line}`), reach.feature ? ` of ${shown(reach.feature, 80)}` : "")),
      make("li", {}, "Ask: ", make("code", {}, `finops-gate explain ${shown(change.fingerprint, 40)}`)),
    ];
    const price = month.delta !== null ? dollars(month.delta, true) : percent(call.percent);
    return fold(
      make("span", { class: "line" }, make("code", {}, place(change)), make("span", {}, changed(change)), make("span", { class: "figure" }, price || "not known")),
      make("ul", {}, ...lines),
    );
  });
  return section(
    "evidence",
    "Evidence",
    "Behind each number: prices with source and day, volumes, and what was assumed.",
    ...entries,
    leftOut > 0 && make("p", { class: "note" }, `${count(leftOut, "more change")} with less money in them are in the JSON report; the sums above hold them.`),
    others.length > 0 &&
      fold(
        `${count(others.length, "change")} that cost nothing`,
        make("ul", {}, ...others.map((c) => make("li", {}, make("code", {}, place(c)), ` ${changed(c)}`))),
      ),
  );
}

export function inputs(report: Report): HTMLElement {
  const digests: [string, string][] = [
    ["policy", report.inputs.policy],
    ["catalog of prices", report.inputs.catalog],
    ["usage", report.inputs.usage],
    ...Object.entries(report.inputs.artefacts),
    ["base", report.range.base],
    ["compared with", report.range.merge_base],
    ["head", report.range.head],
  ];
  return section(
    "inputs",
    "What was read",
    "The same inputs always give the same verdict.",
    skipped(report.skipped, report.skipped.length, "Changed files that could not be judged"),
    fold("Digests", table("Digests of what the verdict depends on", [{ title: "Input", cell: (r: [string, string]) => shown(r[0], 120) }, { title: "Digest", cell: (r) => make("code", {}, shown(r[1], 120)) }], digests)),
  );
}

export function skipped(entries: { path: string; reason: string }[], all: number, title: string): HTMLElement | null {
  if (entries.length === 0) return null;
  return fold(
    `${title}: ${all.toLocaleString("en-US")}`,
    table(title, [{ title: "File", cell: (e: { path: string; reason: string }) => make("code", {}, shown(e.path, 240)) }, { title: "Why", cell: (e) => shown(e.reason, 240) }], entries),
  );
}

export { word };
