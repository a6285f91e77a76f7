// Elements are made here and nowhere else. Text from outside goes through textContent and never through markup.

export type Child = Node | string | null | undefined | false;
export type Attributes = Record<string, string | number | boolean | null | undefined>;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  for (const child of children) {
    if (child) element.append(child);
  }
  return element;
}

/** The text with what acts without being seen made visible: control, bidi and other format characters. */
export function shown(text: string, limit = 300): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, (character) => {
    if (character === "\ufe0f" || character === "\u200d") return "";
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return plain.length <= limit ? plain : `${plain.slice(0, limit - 1)}…`;
}

export interface Column<T> {
  title: string;
  cell: (row: T) => Child;
  figure?: boolean;
}

/** A table that scrolls in its own box, which the keyboard reaches. */
export function table<T>(caption: string, columns: Column<T>[], rows: readonly T[], most = 500): HTMLElement {
  const head = make("tr", {}, ...columns.map((c) => make("th", { scope: "col", class: c.figure && "figure" }, c.title)));
  const body = rows.slice(0, most).map((row) =>
    make(
      "tr",
      {},
      ...columns.map((column, index) =>
        index === 0
          ? make("th", { scope: "row" }, column.cell(row))
          : make("td", { class: column.figure && "figure" }, column.cell(row)),
      ),
    ),
  );
  const more = rows.length - body.length;
  return make(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": `${caption}: table` },
    make("table", {}, make("caption", {}, caption), make("thead", {}, head), make("tbody", {}, ...body)),
    more > 0 && make("p", { class: "note" }, `${more.toLocaleString("en-US")} more rows are in the JSON report.`),
  );
}

export function fold(summary: Child, ...children: Child[]): HTMLDetailsElement {
  return make("details", {}, make("summary", {}, summary), ...children);
}

export function section(id: string, title: string, lede: Child, ...children: Child[]): HTMLElement {
  const heading = `${id}-title`;
  return make(
    "section",
    { id, "aria-labelledby": heading, class: "card" },
    make("h2", { id: heading }, title),
    lede && make("p", { class: "lede" }, lede),
    ...children,
  );
}

let groups = 0;

/** A choice of which exactly one holds, as radio buttons: arrows move it. */
export function choice(legend: string, names: string[], chosen: (name: string) => void): HTMLFieldSetElement {
  const group = `choice-${++groups}`;
  const set = make("fieldset", { class: "choice" }, make("legend", {}, legend));
  names.forEach((name, index) => {
    const input = make("input", { type: "radio", name: group, value: name, id: `${group}-${index}`, checked: index === 0 });
    input.addEventListener("change", () => chosen(name));
    set.append(input, make("label", { for: `${group}-${index}` }, name));
  });
  return set;
}

const WORDS: Record<Outcome, [string, string]> = {
  pass: ["✓", "Pass"],
  approved: ["✓", "Approved"],
  warn: ["!", "Warning"],
  "require-approval": ["?", "Approval required"],
  block: ["✕", "Blocked"],
};
type Outcome = "pass" | "warn" | "approved" | "require-approval" | "block";

export function word(outcome: string): string {
  return (WORDS[outcome as Outcome] ?? ["", shown(outcome, 30)])[1];
}

/** The verdict as sign and word: colour alone says nothing. */
export function pill(outcome: string, extra = ""): HTMLElement {
  const known = WORDS[outcome as Outcome];
  return make(
    "span",
    { class: `pill ${known ? outcome : ""} ${extra}` },
    make("span", { "aria-hidden": "true" }, known?.[0] ?? ""),
    " ",
    word(outcome),
  );
}
