// Reads what Python embedded and draws it. Nothing is fetched, nothing is evaluated, no text becomes markup.
import { advice } from "./advice";
import { breakeven } from "./breakeven";
import { capacity } from "./capacity";
import { fold, make, section, shown } from "./dom";
import { fleet } from "./fleet";
import { timeline } from "./history";
import { setCurrency } from "./money";
import { decisions, divided, economics, evidence, flow, hero, inputs } from "./report";
import type { PageContent } from "./types";

function read(): PageContent {
  return JSON.parse(document.getElementById("content")?.textContent ?? "{}") as PageContent;
}

type Made = HTMLElement | null | false;

/** A section that cannot be drawn says so in its place; the others stand. */
function drawn(name: string, made: () => Made): HTMLElement[] {
  try {
    const found = made();
    return found ? [found] : [];
  } catch (error) {
    return [section(`${name}-failed`, name, `This part cannot be drawn: ${shown(String(error), 200)}`)];
  }
}

function sections(page: PageContent): HTMLElement[] {
  const { report, history, parts } = page;
  return [
    ...drawn("Decisions", () => report && decisions(report)),
    ...drawn("What moves the month", () => report && flow(report)),
    ...drawn("Whose cost it is", () => parts && divided(parts)),
    ...drawn("Over time", () => history && timeline(history)),
    ...drawn("Unit economics", () => economics(report?.economics ?? [], page.units)),
    ...drawn("Advice by saving", () => page.advice && advice(page.advice)),
    ...drawn("Capacity", () => capacity(page.weeks)),
    ...drawn("Break-even", () => breakeven(page.breakevens, page.breakevens_left_out)),
    ...drawn("Evidence", () => report && evidence(report, page.left_out)),
    ...drawn("What was read", () => report && inputs(report)),
  ];
}

function themes(): HTMLElement {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const button = make("button", { type: "button", id: "theme", class: "quiet" });
  const now = (): string => document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
  const tell = (): void => {
    const other = now() === "dark" ? "light" : "dark";
    button.textContent = other === "dark" ? "☾ Dark" : "☀ Light";
    button.setAttribute("aria-label", `Show the page in ${other} colours`);
  };
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = now() === "dark" ? "light" : "dark";
    tell();
  });
  dark.addEventListener("change", tell);
  tell();
  return button;
}

function contents(found: HTMLElement[]): HTMLElement {
  const list = make("ul", {});
  for (const part of found.flatMap((element) => [element, ...element.querySelectorAll("section")])) {
    const heading = part.tagName === "SECTION" ? part.querySelector("h2") : null;
    if (heading) list.append(make("li", {}, make("a", { href: `#${part.id}` }, heading.textContent ?? "")));
  }
  return make("nav", { class: "contents", "aria-label": "Sections" }, list);
}

function draw(): void {
  const page = read();
  const { report, history } = page;
  setCurrency((report ?? history ?? page.fleet)?.currency ?? "USD");
  const name = report?.repository ?? history?.repository ?? "";
  const found = page.fleet ? fleet(page.fleet) : sections(page);
  const top = report ? hero(report) : make("div", { class: "hero" }, make("h1", {}, shown(page.title, 300)));
  const licences = fold("Licences of the libraries in this file", make("pre", {}, document.getElementById("licences")?.textContent ?? ""));
  document.body.replaceChildren(
    make("a", { class: "skip", href: "#main" }, "Skip to the content"),
    make("header", {}, make("span", { class: "brand" }, "finops-gate"), make("span", { class: "note" }, shown(name, 120)), themes()),
    make("main", { id: "main", tabindex: -1 }, top, contents(found), ...found),
    make("footer", {}, make("p", {}, `${shown(page.tool, 60)} · one file, nothing is loaded from anywhere`), licences),
  );
  // On paper nothing unfolds, so what is folded is told before it is printed.
  addEventListener("beforeprint", () => {
    for (const element of document.querySelectorAll<HTMLDetailsElement>("#evidence > details, #advice > details, #decisions details, #inputs details")) element.open = true;
  });
  document.documentElement.dataset.drawn = String(Math.round(performance.now()));
}

draw();
