// The matrix: old objectives downwards, new ones across, coloured by relation; a cell shows why.
import { el, fill } from "../dom";
import type { Context, View } from "../view";
import { branches, field, keepingFocus, Latest, looked, named, refused, sought, transitionField } from "./parts";
import type { Branch, Objective, OfTransition, Place } from "./parts";

type Relation = "=" | ">" | "<" | "~";

interface Cell {
  old: number;
  new: number;
  relation: Relation | null;
  rule: "grants" | "states" | "";
}

interface Matrix extends OfTransition {
  old: Objective[];
  new: Objective[];
  cells: Cell[];
}

interface Why {
  old: Objective;
  new: Objective;
  says: string[];
  required: (Branch & { met: "met" | "lower" | "unmet" })[];
  beyond: string[];
  rules: { name: string; written: string; reason: string; grants: boolean; place: Place }[];
}

/** A kind of cell: its name in the catalogue and in the style sheet, and the sign it bears. */
const KINDS = [
  { name: "same", relation: "=", sign: "=" },
  { name: "more", relation: ">", sign: ">" },
  { name: "less", relation: "<", sign: "<" },
  { name: "some", relation: "~", sign: "~" },
  { name: "none", relation: null, sign: "·" },
] as const;
const MET = { met: "✓", lower: "↓", unmet: "–" } as const;
const NARROW = "(max-width: 40rem)";

const chosen = { sought: "", rulesOnly: false, display: "" as "grid" | "list" | "", hidden: new Set<string>() };
const controls = el("div", { class: "matrix-controls" });
const result = el("div", { class: "matrix-result" });
const dialog = el("dialog", { class: "matrix-why", "aria-labelledby": "matrix-why-title" });
const latest = new Latest();
let matrix: Matrix | null = null;
let current = "";

export const view: View = {
  id: "matrix",

  mount(panel) {
    panel.append(controls, result, dialog);
  },

  update(context) {
    chosen.display ||= matchMedia(NARROW).matches ? "list" : "grid";
    void renew(context);
  },
};

async function renew(context: Context): Promise<void> {
  const answer = await latest.of(() => context.post("matrix", { transition: looked.transition }), result);
  if (!answer) return;
  matrix = answer;
  keepingFocus(controls, () => drawControls(context));
  keepingFocus(result, () => drawResult(context));
}

function kindOf(cell: Cell): (typeof KINDS)[number] {
  return KINDS.find((kind) => kind.relation === cell.relation)!;
}

// ------------------------------------------------------------------------------------------------ what is chosen

function drawControls(context: Context): void {
  const text = context.text.bind(context);
  const search = el("input", { type: "search", id: "matrix-sought", value: chosen.sought, oninput: () => ((chosen.sought = search.value), drawResult(context)) });
  const only = el("input", { type: "checkbox", id: "matrix-rules", checked: chosen.rulesOnly, onchange: () => ((chosen.rulesOnly = only.checked), drawResult(context)) });
  const there = KINDS.filter((kind) => matrix!.cells.some((cell) => kindOf(cell) === kind));
  fill(
    controls,
    el("p", { class: "about" }, text("matrix.lead")),
    el(
      "div",
      { class: "fields" },
      transitionField("matrix-transition", matrix!, context, () => void renew(context)),
      field(text("matrix.search"), search),
      el("fieldset", { class: "inline" }, el("legend", {}, text("matrix.show")), display("grid", context), display("list", context)),
    ),
    el(
      "fieldset",
      { class: "matrix-legend" },
      el("legend", {}, text("matrix.relations")),
      ...there.map((kind) => shown(kind, context)),
      el("label", {}, only, el("span", { class: "sign grants", "aria-hidden": "true" }), text("matrix.only-rules")),
    ),
  );
}

function display(which: "grid" | "list", context: Context): HTMLElement {
  const input = el("input", {
    type: "radio",
    name: "matrix-display",
    id: `matrix-${which}`,
    checked: chosen.display === which,
    onchange: () => ((chosen.display = which), drawResult(context)),
  });
  return el("label", {}, input, context.text(`matrix.${which}`));
}

/** A kind of cell that is shown or not; the legend of its colour and sign. */
function shown(kind: (typeof KINDS)[number], context: Context): HTMLElement {
  const input = el("input", {
    type: "checkbox",
    id: `matrix-${kind.name}`,
    checked: !chosen.hidden.has(kind.name),
    onchange: () => {
      if (input.checked) chosen.hidden.delete(kind.name);
      else chosen.hidden.add(kind.name);
      drawResult(context);
    },
  });
  return el("label", {}, input, el("span", { class: `sign r-${kind.name}`, "aria-hidden": "true" }, kind.sign), context.text(`matrix.${kind.name}`));
}

// ------------------------------------------------------------------------------------------------ what is shown

function drawResult(context: Context): void {
  const fits = sought(chosen.sought);
  const { old, new: news, cells } = matrix!;
  const kept = cells.filter(
    (cell) =>
      !chosen.hidden.has(kindOf(cell).name) &&
      (!chosen.rulesOnly || cell.rule) &&
      (fits(old[cell.old]!) || fits(news[cell.new]!)),
  );
  if (!kept.length) fill(result, el("p", { role: "status" }, context.text("matrix.nothing")));
  else if (chosen.display === "grid") fill(result, ...grid(kept, context));
  else fill(result, ...list(kept, context));
}

function caption(cells: Cell[], context: Context): string {
  const n = (side: "old" | "new"): number => new Set(cells.map((cell) => cell[side])).size;
  return context.text("matrix.caption", { old: n("old"), new: n("new"), count: cells.length });
}

/** The table: only rows and columns that have something in them. */
function grid(cells: Cell[], context: Context): HTMLElement[] {
  const text = context.text.bind(context);
  const { old, new: news, titles } = matrix!;
  const rows = [...new Set(cells.map((cell) => cell.old))].sort((a, b) => a - b);
  const columns = [...new Set(cells.map((cell) => cell.new))].sort((a, b) => a - b);
  const at = new Map(cells.map((cell) => [`${cell.old} ${cell.new}`, cell]));
  const first = cells.find((cell) => cellId(cell) === current) ?? cells[0]!;
  const table = el(
    "table",
    { class: "matrix", onkeydown: (event: KeyboardEvent) => move(event, table) },
    el("caption", {}, caption(cells, context)),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("td", { class: "corner" }),
        ...columns.map((column) => el("th", { scope: "col", title: news[column]!.title }, el("span", { class: "objcode" }, news[column]!.code))),
      ),
    ),
    el(
      "tbody",
      {},
      ...rows.map((row) =>
        el(
          "tr",
          {},
          el("th", { scope: "row", title: old[row]!.title }, named(old[row]!, titles)),
          ...columns.map((column) => {
            const cell = at.get(`${row} ${column}`);
            return cell ? el("td", {}, button(cell, cell === first ? 0 : -1, context)) : el("td");
          }),
        ),
      ),
    ),
  );
  return [
    el("p", { class: "about keys" }, text("matrix.keys")),
    el("div", { class: "matrix-scroll", role: "region", "aria-label": caption(cells, context), tabindex: 0 }, table),
  ];
}

function cellId(cell: Cell): string {
  return `matrix-cell-${cell.old}-${cell.new}`;
}

function button(cell: Cell, tabindex: number, context: Context): HTMLElement {
  const kind = kindOf(cell);
  const [old, next] = [matrix!.old[cell.old]!, matrix!.new[cell.new]!];
  const words = context.text("matrix.cell", { old: `${old.code} ${old.title}`, new: `${next.code} ${next.title}`, relation: relation(cell, context) });
  return el(
    "button",
    {
      type: "button",
      id: cellId(cell),
      class: `sign r-${kind.name} ${cell.rule}`,
      tabindex,
      title: words,
      "aria-label": words,
      "data-row": cell.old,
      "data-column": cell.new,
      onclick: () => void explain(cell, context),
    },
    kind.sign,
  );
}

function relation(cell: Cell, context: Context): string {
  const words = [context.text(`matrix.${kindOf(cell).name}`)];
  if (cell.rule) words.push(context.text(`matrix.${cell.rule}`));
  return words.join(", ");
}

/** The arrow keys go to the next cell that has something in it. */
function move(event: KeyboardEvent, table: HTMLElement): void {
  const from = event.target as HTMLElement;
  if (!from.dataset.row || event.altKey || event.metaKey) return;
  const all = [...table.querySelectorAll<HTMLElement>("button")];
  const across = event.key === "ArrowRight" || event.key === "ArrowLeft" || event.key === "Home" || event.key === "End";
  const same = across ? "row" : "column";
  const line = event.ctrlKey ? all : all.filter((one) => one.dataset[same] === from.dataset[same]);
  const place = line.indexOf(from);
  const to = { ArrowRight: place + 1, ArrowLeft: place - 1, ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: line.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const next = line[to];
  if (!next) return;
  from.tabIndex = -1;
  next.tabIndex = 0;
  current = next.id;
  next.focus();
}

/** The same as a list, by new objective: for narrow screens, and for those who would rather read. */
function list(cells: Cell[], context: Context): HTMLElement[] {
  const { old, new: news, titles } = matrix!;
  const columns = [...new Set(cells.map((cell) => cell.new))].sort((a, b) => a - b);
  return [
    el("p", { class: "about" }, caption(cells, context)),
    ...columns.map((column) =>
      el(
        "section",
        { class: "matrix-list" },
        el("h3", {}, named(news[column]!, titles)),
        el(
          "ul",
          {},
          ...cells
            .filter((cell) => cell.new === column)
            .map((cell) =>
              el(
                "li",
                {},
                el(
                  "button",
                  { type: "button", class: "plain", id: cellId(cell), onclick: () => void explain(cell, context) },
                  el("span", { class: `sign r-${kindOf(cell).name} ${cell.rule}`, "aria-hidden": "true" }, kindOf(cell).sign),
                  el("span", {}, named(old[cell.old]!, titles), el("span", { class: "relation" }, ` – ${relation(cell, context)}`)),
                ),
              ),
            ),
        ),
      ),
    ),
  ];
}

// ------------------------------------------------------------------------------------------------ why

async function explain(cell: Cell, context: Context): Promise<void> {
  const pair = { old: matrix!.old[cell.old]!.id, new: matrix!.new[cell.new]!.id };
  current = cellId(cell);
  try {
    drawWhy(await context.post("matrix-why", { ...pair, transition: matrix!.transition }), context);
  } catch (error) {
    refused(error, dialog);
    dialog.append(closing(context));
  }
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("h2")?.focus();
}

function drawWhy(why: Why, context: Context): void {
  const text = context.text.bind(context);
  const { titles } = matrix!;
  fill(
    dialog,
    el("h2", { id: "matrix-why-title", tabindex: -1 }, text("matrix.why", { old: why.old.code, new: why.new.code })),
    el("dl", { class: "pair" }, el("dt", {}, text("matrix.old")), el("dd", {}, named(why.old, titles)), el("dt", {}, text("matrix.new")), el("dd", {}, named(why.new, titles))),
    ...why.says.map((line, i) => el("p", i ? {} : { class: "lead" }, line)),
    why.required.length ? el("h3", {}, text("matrix.required")) : null,
    why.required.length ? el("ul", { class: "required" }, ...why.required.map(requirement)) : null,
    why.beyond.length ? el("h3", {}, text("matrix.beyond")) : null,
    why.beyond.length ? el("ul", { class: "why" }, ...why.beyond.map((line) => el("li", {}, line))) : null,
    el("h3", {}, text("matrix.rules")),
    why.rules.length ? null : el("p", {}, text("matrix.no-rules")),
    ...why.rules.map((rule) => written(rule, context)),
    closing(context),
  );
}

function requirement(one: Why["required"][number]): HTMLElement {
  return el("li", { class: `met-${one.met}` }, el("span", { class: "mark", "aria-hidden": "true" }, MET[one.met]), el("span", {}, one.text, branches(one.under)));
}

function written(rule: Why["rules"][number], context: Context): HTMLElement {
  const text = context.text.bind(context);
  const go = (): void => {
    dialog.close();
    context.reveal(rule.place.file, rule.place.from, rule.place.to);
  };
  return el(
    "div",
    { class: "rule" },
    el("p", {}, el("strong", {}, rule.name), " ", el("span", { class: rule.grants ? "badge good" : "badge" }, text(rule.grants ? "matrix.rule-grants" : "matrix.rule-states"))),
    el("p", {}, el("code", {}, rule.written)),
    rule.reason ? el("p", { lang: matrix!.titles }, rule.reason) : null,
    el("p", { class: "do" }, el("button", { type: "button", onclick: go }, text("matrix.go", { rule: rule.name }))),
  );
}

function closing(context: Context): HTMLElement {
  return el("p", { class: "do" }, el("button", { type: "button", onclick: () => dialog.close() }, context.text("matrix.close")));
}
