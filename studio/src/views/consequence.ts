// Consequence: a table of approvals dropped on the page, counted by the rulebook as edited and as saved.
import { el, fill, svg } from "../dom";
import type { Context, View } from "../view";
import { field, keepingFocus, Latest, named } from "./parts";
import type { Objective } from "./parts";

interface Counted extends Objective {
  transferred: number;
  assessment: number;
  nearly: number;
  approved: number;
  why: string;
  missing: { code: string; persons: number }[];
  gains: number;
  loses: number;
}

interface Consequence {
  to: string;
  targets: string[];
  titles: string | null;
  headline: string;
  nearly: string;
  preview: string;
  proposal: string;
  persons: number;
  rejected: { row: number; line: number | null; problem: string }[];
  rejected_count: number;
  objectives: Counted[];
  gone: (Objective & { loses: number })[];
  compared: "yes" | "same" | "errors" | "no-set";
  gaining: number;
  losing: number;
  rows: [string, number][];
}

/** The parts of a bar, in order, and what they are called. */
const PARTS = [
  ["transferred", "consequence.transferred"],
  ["nearly", "consequence.assess-nearly"],
  ["rest", "consequence.assess-rest"],
  ["approved", "consequence.approved"],
] as const;

const COLUMNS = ["transferred", "assessment", "nearly", "approved"] as const;

const chosen = { file: null as File | null, asOf: "", to: "", changedOnly: false };
const form = el("div", { class: "consequence-form" });
const result = el("div", { class: "consequence-result" });
const latest = new Latest();
let found: Consequence | null = null;
let said = "";

export const view: View = {
  id: "consequence",

  mount(panel, context) {
    panel.append(form, result);
    // The whole panel takes a file: who misses the frame must not lose the page to it.
    panel.addEventListener("dragover", (event) => {
      event.preventDefault();
      panel.classList.add("dropping");
    });
    panel.addEventListener("dragleave", () => panel.classList.remove("dropping"));
    panel.addEventListener("drop", (event) => {
      event.preventDefault();
      panel.classList.remove("dropping");
      const file = event.dataTransfer?.files[0];
      if (file) void take(file, context);
    });
  },

  update(context) {
    keepingFocus(form, () => drawForm(context));
    void count(context);
  },
};

// ------------------------------------------------------------------------------------------------ the file

/** Read a file into memory, where it stays until it is forgotten, another is chosen, or the page is closed. */
async function take(file: File, context: Context): Promise<void> {
  try {
    chosen.file = new File([await file.arrayBuffer()], file.name);
  } catch {
    fill(result, el("p", { class: "refused", role: "status" }, context.text("consequence.unreadable")));
    return;
  }
  drawForm(context);
  document.getElementById("consequence-file")?.focus();
  await count(context);
}

function drawForm(context: Context): void {
  const text = context.text.bind(context);
  const input = el("input", {
    type: "file",
    id: "consequence-file",
    class: "visually-hidden", // its own words are the browser's; the label is the button
    accept: ".csv,.xlsx,.json,.jsonl,.parquet,.arrow,.txt",
    "aria-describedby": "consequence-columns",
    onchange: () => input.files?.[0] && void take(input.files[0], context),
  });
  const asOf = el("input", { type: "date", id: "consequence-asOf", value: chosen.asOf, onchange: () => ((chosen.asOf = asOf.value), void count(context)) });
  const to = el(
    "select",
    { id: "consequence-to", onchange: () => ((chosen.to = to.value), void count(context)) },
    ...(found?.targets ?? []).map((name) => el("option", { selected: name === found!.to }, name)),
  );
  fill(
    form,
    el("p", { class: "about" }, text("consequence.lead")),
    el("p", { class: "about", id: "consequence-columns" }, text("consequence.columns")),
    el("div", { class: "drop" }, input, el("label", { for: "consequence-file" }, text("consequence.choose")), el("span", { class: "about" }, text("consequence.drop"))),
    chosen.file
      ? el(
          "div",
          { class: "fields" },
          el("p", { class: "chosen" }, text("consequence.chosen", { name: chosen.file.name }), " ", el("button", { type: "button", id: "consequence-forget", onclick: () => forget(context) }, text("consequence.forget"))),
          (found?.targets.length ?? 0) > 1 ? field(text("consequence.to"), to) : null,
          field(text("consequence.as-of"), asOf),
        )
      : null,
  );
}

function forget(context: Context): void {
  chosen.file = null;
  found = null;
  said = "";
  fill(result);
  drawForm(context);
  context.announce(context.text("consequence.forgotten"));
  document.getElementById("consequence-file")?.focus();
}

async function count(context: Context): Promise<void> {
  if (!chosen.file) return;
  if (!found) fill(result, el("p", { role: "status" }, context.text("consequence.counting")));
  const table = chosen.file;
  const answer = await latest.of(() => context.post("consequence", { table, as_of: chosen.asOf, to: chosen.to }), result);
  if (!chosen.file) return;
  found = answer;
  if (!found) return;
  chosen.to = found.to;
  keepingFocus(form, () => drawForm(context));
  keepingFocus(result, () => draw(context));
  const summary = [found.headline, compared(found, context)].join(" ");
  if (summary !== said) context.announce(summary);
  said = summary;
}

// ------------------------------------------------------------------------------------------------ what it comes to

function compared(of: Consequence, context: Context): string {
  const { text } = { text: context.text.bind(context) };
  if (of.compared === "yes") {
    return of.gaining || of.losing ? text("consequence.changed", { gaining: number(of.gaining, context), losing: number(of.losing, context) }) : text("consequence.nobody");
  }
  return text(`consequence.${of.compared}`);
}

function draw(context: Context): void {
  const text = context.text.bind(context);
  const of = found!;
  const only = el("input", { type: "checkbox", id: "consequence-changed", checked: chosen.changedOnly, onchange: () => ((chosen.changedOnly = only.checked), keepingFocus(result, () => draw(context))) });
  const changes = of.objectives.some((one) => one.gains || one.loses);
  fill(
    result,
    patterns(),
    of.rejected_count ? rejected(of, context) : null,
    of.preview ? el("p", { class: "preview" }, of.preview) : null,
    el("p", { class: "lead" }, of.headline),
    el("p", {}, of.nearly),
    el("p", { class: of.losing ? "compared losing" : "compared" }, compared(of, context)),
    of.gone.length ? el("p", {}, text("consequence.gone", { codes: of.gone.map((one) => `${one.code} (${one.loses})`).join(", ") })) : null,
    changes ? el("p", {}, el("label", { class: "check" }, only, text("consequence.only-changed"))) : null,
    objectives(of, changes, context),
    el("h2", {}, text("consequence.rows")),
    rows(of, context),
    el("p", { class: "proposal" }, `${of.proposal} ${text("consequence.small")}`),
  );
}

function rejected(of: Consequence, context: Context): HTMLElement {
  const text = context.text.bind(context);
  const left = of.rejected_count - new Set(of.rejected.map((one) => one.row)).size;
  const lines = of.rejected.some((one) => one.line);
  const title = of.rejected_count === 1 ? text("consequence.rejected-one") : text("consequence.rejected", { count: number(of.rejected_count, context) });
  return el(
    "details",
    { class: "refused", open: true },
    el("summary", {}, title),
    scroll(
      title,
      el(
        "table",
        { class: "plain-table" },
        el("thead", {}, el("tr", {}, heading("consequence.row", context), lines ? heading("consequence.line", context) : null, heading("consequence.problem", context))),
        el("tbody", {}, ...of.rejected.map((one) => el("tr", {}, el("td", { class: "number" }, String(one.row)), lines ? el("td", { class: "number" }, one.line ? String(one.line) : "") : null, el("td", {}, one.problem)))),
      ),
    ),
    left > 0 ? el("p", {}, text("consequence.rejected-more", { count: number(left, context) })) : null,
  );
}

function objectives(of: Consequence, changes: boolean, context: Context): HTMLElement {
  const text = context.text.bind(context);
  const shown = changes && chosen.changedOnly ? of.objectives.filter((one) => one.gains || one.loses) : of.objectives;
  return scroll(
    text("consequence.objectives"),
    el(
      "table",
      { class: "counts" },
      el("caption", {}, text("consequence.objectives"), legend(context)),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          heading("consequence.objective", context),
          ...COLUMNS.map((column) => heading(`consequence.${column}`, context, "number")),
          ...(changes ? [heading("consequence.gains", context, "number"), heading("consequence.loses", context, "number")] : []),
        ),
      ),
      el("tbody", {}, ...shown.map((one) => objective(one, of, changes, context))),
    ),
  );
}

function objective(one: Counted, of: Consequence, changes: boolean, context: Context): HTMLElement {
  const lack = one.missing[0];
  const why = [one.why, lack ? context.text("consequence.missing", { code: lack.code, count: number(lack.persons, context) }) : ""].filter(Boolean).join("; ");
  const cell = (name: string, count: number, sign = ""): HTMLElement =>
    el("td", { class: count ? `number ${name}` : "number nought", "data-label": context.text(`consequence.${name}`) }, `${count ? sign : ""}${number(count, context)}`);
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, named(one, of.titles), bar(one, of.persons), why ? el("small", {}, why) : null),
    ...COLUMNS.map((column) => cell(column, one[column])),
    ...(changes ? [cell("gains", one.gains, "+"), cell("loses", one.loses, "−")] : []),
  );
}

function rows(of: Consequence, context: Context): HTMLElement {
  return el(
    "table",
    { class: "plain-table" },
    el("thead", {}, el("tr", {}, heading("consequence.fate", context), heading("consequence.count", context, "number"))),
    el("tbody", {}, ...of.rows.map(([fate, count]) => el("tr", {}, el("th", { scope: "row" }, fate.slice(0, 1).toUpperCase() + fate.slice(1)), el("td", { class: "number" }, number(count, context))))),
  );
}

function heading(key: string, context: Context, kind = ""): HTMLElement {
  return el("th", { scope: "col", class: kind || null }, context.text(key));
}

/** A table that may be wider than the screen: it scrolls by itself, also from the keyboard. */
function scroll(label: string, table: HTMLElement): HTMLElement {
  return el("div", { class: "table-scroll", role: "region", "aria-label": label, tabindex: 0 }, table);
}

function number(value: number, context: Context): string {
  return value.toLocaleString(context.language === "en" ? "en" : "nb");
}

// ------------------------------------------------------------------------------------------------ bars

/** The parts of an objective's bar, in order; hidden from those who have the numbers. */
function bar(one: Counted, persons: number): Element {
  const counts = { transferred: one.transferred, nearly: one.nearly, rest: one.assessment - one.nearly, approved: one.approved };
  let before = 0;
  const drawn = PARTS.map(([part]) => {
    const count = counts[part];
    const x = (100 * before) / Math.max(persons, 1);
    before += count;
    return count ? svg("rect", { class: `part-${part}`, x: `${x}%`, width: `${(100 * count) / Math.max(persons, 1)}%`, height: "100%" }) : null;
  });
  return svg("svg", { class: "shares", "aria-hidden": "true", focusable: "false" }, ...drawn);
}

/** What the parts of a bar look like. */
function legend(context: Context): HTMLElement {
  const parts = PARTS.map(([part, key]) =>
    el(
      "span",
      {},
      svg("svg", { class: "swatch", focusable: "false" }, svg("rect", { class: `part-${part}`, width: "100%", height: "100%" })),
      context.text(key),
    ),
  );
  return el("span", { class: "legend", "aria-hidden": "true" }, ...parts);
}

/** Parts differ in pattern as well as in colour. */
function patterns(): Element {
  const pattern = (id: string, turn: string, ...shapes: Element[]): Element =>
    svg("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: turn }, ...shapes);
  return svg(
    "svg",
    { class: "patterns", "aria-hidden": "true", focusable: "false" },
    svg(
      "defs",
      {},
      pattern("pattern-nearly", "rotate(45)", svg("rect", { width: 6, height: 6, class: "nearly-ground" }), svg("path", { d: "M0 0V6", class: "nearly-line" })),
      pattern("pattern-rest", "", svg("rect", { width: 6, height: 6, class: "rest-ground" }), svg("circle", { cx: 3, cy: 3, r: 1, class: "rest-dot" })),
    ),
  );
}
