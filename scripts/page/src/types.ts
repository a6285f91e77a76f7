// What Python embeds (finops_gate/reports/html.py, finops_gate/app/report.py). Money is decimal strings; null is unknown.

export type Money = string | null;
export type Outcome = "pass" | "warn" | "approved" | "require-approval" | "block";

export interface Side {
  path: string;
  line: number;
  id: string | null;
  model: string | null;
  provider: string | null;
  value: string | null;
  amount: string | null;
  via: { path: string; line: number }[];
}

export interface Change {
  fingerprint: string;
  site: string;
  kind: string;
  status: string;
  path: string;
  billed: boolean;
  parameter: string | null;
  unit: "call" | "hour";
  role: string;
  feature: string | null;
  team: string | null;
  environment: string | null;
  reaches: { site: string; path: string; line: number; feature: string | null }[];
  base: Side | null;
  head: Side | null;
  per_call: { base: Money; head: Money; percent: Money };
  monthly: { base: Money; head: Money; delta: Money; low: Money; high: Money };
  evidence: { grade: string; source: string; window: string; prices: string[]; assumptions: string[] };
}

export interface Finding {
  rule: string;
  fingerprint: string;
  changes: string[];
  message: string;
  path: string;
  line: number;
  measure: Record<string, string>;
  advice: string | null;
}

export interface Report {
  repository: string | null;
  change_request: string | null;
  as_of: string;
  currency: string;
  advisory: boolean;
  range: { base: string; merge_base: string; head: string };
  verdict: Outcome;
  headline: string;
  totals: { base: Money; head: Money; delta: Money; low: Money; high: Money; percent: Money };
  changes: Change[];
  findings: Finding[];
  decisions: { finding: string; outcome: Outcome; because: string; role: string | null; waived_by: string | null }[];
  approvals: { role: string; state: string; by: string[]; code: string; ceiling: Money; why: string[] }[];
  economics: Record<string, string>[];
  coverage: { files: number; scanned: number };
  skipped: { path: string; reason: string }[];
  inputs: { policy: string; catalog: string; usage: string; artefacts: Record<string, string>; tool: string };
}

/** Name, a month before, a month after. */
export type Part = [string, string, string];

export interface Line {
  name: string;
  points: { day: string; monthly: string }[];
}

export interface Merge {
  commit: string;
  day: string;
  subject: string;
  change_request: string | null;
  verdict: Outcome;
  headline: string;
  delta: { low: string; mid: string; high: string } | null;
  approved: { by: string; source: string }[];
}

export interface History {
  repository: string | null;
  range: { start: string; end: string };
  as_of: string;
  currency: string;
  walked: number;
  unmeasured: number;
  left_out: number;
  total: Line | null;
  divided: Record<string, Line[]>;
  merges: Merge[];
  skipped: { path: string; reason: string }[];
}

export interface Fleet {
  currency: string;
  reports: number;
  names: { repository: string[]; team: string[]; feature: string[]; model: string[]; month: string[]; state: string[] };
  /** Indices of repository, month, state, team, feature, model; then changed places, more and less a month, prevented. */
  cube: [number, number, number, number, number, number, number, number, number, number][];
  /** Indices of repository, month, state; then change requests and runs. */
  requests: [number, number, number, number, number][];
  /** Index of repository, name, day, index of state, change of a month, highest estimate, headline. */
  largest: [number, string, string, number, number | null, number | null, string][];
  /** Index of repository, then the projected month at the end of each month. */
  levels: [number, (number | null)[]][];
  /** Index of team, then for each month dollars of an outcome, where a report tells of outcomes. */
  outcomes: [number, (number | null)[]][];
  skipped: { path: string; reason: string }[];
  skipped_in_all: number;
  folded: string[];
}

/** One place that always runs, and what it costs in the quiet hours of its feature. */
export interface Kept {
  name: string;
  when: string;
  /** Share of all calls that comes then, 0 to 1. */
  calls: Money;
  month: Money;
  /** Why the month is not known. */
  unknown: string;
}

export interface Week {
  name: string;
  /** 168 numbers from Monday 0:00 UTC: calls an hour. */
  calls: number[];
  idle: boolean[];
  /** Dollars of an hour of what always runs; null where nothing does, or nobody knows what it costs. */
  hour: Money;
  /** Dollars of a month that its quiet hours cost. */
  idle_month: Money;
  kept: Kept[];
  note: string;
}

export interface Bounds {
  low: string;
  mid: string;
  high: string;
}

/** finops_gate/model/advice_entry.py */
export interface Advised {
  rule: string;
  path: string;
  line: number;
  feature: string | null;
  now: string;
  instead: string;
  message: string;
  confidence: string;
  grade: string;
  unit: string;
  each_now: Money;
  each_then: Money;
  monthly_now: Bounds | null;
  monthly_then: Bounds | null;
  saving: Bounds | null;
  saving_per_1k: Money;
  assumptions: string[];
  prices: string[];
  also: { path: string; line: number }[];
  silenced: string | null;
}

export interface Advice {
  /** What was looked at: a revision, or what a change touches. */
  about: string;
  best: Money;
  entries: Advised[];
  left_out: number;
}

export interface Amount {
  amount: Money;
  unknown: string | null;
}

export interface Ground {
  grade: string;
  source: string;
  window: string;
  prices: string[];
  assumptions: string[];
}

export interface Way {
  name: string;
  kind: string;
  points: string[][];
  today: Amount;
  per_million_tokens: Amount;
  per_million_tokens_full: Amount | null;
  serves: Amount | null;
  evidence: Ground;
  unknown: string | null;
}

export interface Crossing {
  calls: string;
  below: string;
  above: string;
  cost: string;
  step: boolean;
}

/** finops_gate/model/breakeven_fields.py */
export interface Breakeven {
  name: string;
  feature: string | null;
  site: string | null;
  calls: { low: Money; mid: Money; high: Money; unknown: string | null };
  usage: Ground;
  cheapest: string | null;
  ways: Way[];
  crossings: Crossing[];
  quiet: { when: string | null; month: Amount; unknown: string | null };
  notes: string[];
}

export interface PageContent {
  title: string;
  tool: string;
  report: Report | null;
  parts: Record<string, Part[]> | null;
  left_out: number;
  history: History | null;
  units: Record<string, string>[];
  weeks: Week[];
  breakevens: Breakeven[];
  breakevens_left_out: number;
  advice: Advice | null;
  fleet: Fleet | null;
}
