// Try it: tick approvals and see the decisions, why, and what is missing.
import { Refusal } from "../api";
import { el, fill } from "../dom";
import type { Context, View } from "../view";

interface Objective {
  id: string;
  code: string;
  title: string;
}

interface Choices {
  to: string;
  targets: { name: string; title: string }[];
  sets: { name: string; title: string; day: string; objectives: Objective[] }[];
}

interface Branch {
  text: string;
  under: Branch[];
}

interface Decision extends Objective {
  outcome: "transferred" | "assessment" | "approved";
  word: string;
  because: string;
  why: Branch[];
  missing: Objective[][];
}

interface Tried {
  counts: Record<string, number>;
  proposal: string;
  preview: string;
  decisions: Decision[];
  rows: { row: number; disposition: string; word: string }[];
}

const OUTCOMES = ["transferred", "approved", "assessment"] as const;
const MOST_WAYS = 3;

/** What is ticked: the day of each approval, by objective; in the order ticked. */
const ticked = new Map<string, string>();
/** The decisions whose reasons are unfolded. */
const unfolded = new Set<string>();
const chosen = { to: "", asOf: "", started: "", sought: "" };
let choices: Choices | null = null;
let answer: Tried | null = null;
let asked = 0;

const form = el("div", { class: "trial-form" });
const list = el("div", { class: "trial-choices" });
const result = el("div", { class: "trial-result" });

export const view: View = {
  id: "trial",

  mount(panel) {
    panel.append(form, el("div", { class: "trial-columns" }, list, result));
  },

  update(context) {
    void renew(context);
  },
};

/** Read what can be ticked, and try again with what is ticked. */
async function renew(context: Context): Promise<void> {
  try {
    choices = await context.post("choices", { to: chosen.to });
  } catch (error) {
    refused(error);
    return;
  }
  chosen.to = choices!.to;
  const known = new Set(choices!.sets.flatMap((set) => set.objectives.map((one) => one.id)));
  for (const id of [...ticked.keys()]) if (!known.has(id)) ticked.delete(id);
  drawForm(context);
  drawChoices(context);
  await attempt(context);
}

async function attempt(context: Context): Promise<void> {
  const mine = ++asked;
  const approvals = [...ticked].map(([objective, approved]) => ({ objective, approved }));
  let tried: Tried;
  try {
    tried = await context.post("trial", { approvals, to: chosen.to, as_of: chosen.asOf, started: chosen.started });
  } catch (error) {
    if (mine === asked) refused(error);
    return;
  }
  if (mine !== asked) return;
  answer = tried;
  drawRows();
  drawResult(context);
}

function refused(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
  answer = null;
  fill(result, el("p", { class: "refused", role: "status" }, error.message));
}

// ------------------------------------------------------------------------------------------------ what is asked

function drawForm(context: Context): void {
  const { text } = bound(context);
  const sought = el("input", {
    type: "search",
    id: "trial-sought",
    value: chosen.sought,
    oninput: () => {
      chosen.sought = sought.value;
      filter();
    },
  });
  const targets = choices!.targets.map((set) =>
    el("option", { value: set.name, selected: set.name === chosen.to }, named(set)),
  );
  const to = el(
    "select",
    { id: "trial-to", onchange: () => ((chosen.to = to.value), void renew(context)) },
    ...targets,
  );
  fill(
    form,
    el("p", { class: "about" }, text("trial.about")),
    el(
      "div",
      { class: "fields" },
      field("trial-sought", text("trial.search"), sought),
      choices!.targets.length > 1 ? field("trial-to", text("trial.to"), to) : null,
      field("trial-asOf", text("trial.as-of"), day("asOf", context)),
      field("trial-started", text("trial.started"), day("started", context)),
      el(
        "button",
        { type: "button", onclick: () => (ticked.clear(), drawChoices(context), void attempt(context)) },
        text("trial.clear"),
      ),
    ),
  );
}

function day(which: "asOf" | "started", context: Context): HTMLInputElement {
  const input = el("input", {
    type: "date",
    id: `trial-${which}`,
    value: chosen[which],
    onchange: () => ((chosen[which] = input.value), void attempt(context)),
  });
  return input;
}

function field(id: string, label: string, input: HTMLElement): HTMLElement {
  return el("div", { class: "field" }, el("label", { for: id }, label), input);
}

function drawChoices(context: Context): void {
  const { text } = bound(context);
  fill(
    list,
    el("h2", {}, text("trial.approvals")),
    ...choices!.sets.map((set, i) =>
      el(
        "details",
        { class: "set", open: i === 0 || set.objectives.some((one) => ticked.has(one.id)) },
        el("summary", {}, named(set), " ", el("span", { class: "count" })),
        el("ul", { class: "ticks" }, ...set.objectives.map((one) => choice(one, set.day, context))),
      ),
    ),
  );
  filter();
  drawRows();
}

/** One objective to tick; ticked, with the day of its approval and what becomes of it. */
function choice(objective: Objective, usual: string, context: Context): HTMLElement {
  const { text } = bound(context);
  const item = el("li", {
    "data-id": objective.id,
    "data-words": `${objective.id} ${objective.title}`.toLowerCase(),
  });
  const tick = el("input", {
    type: "checkbox",
    checked: ticked.has(objective.id),
    onchange: () => {
      if (tick.checked) ticked.set(objective.id, usual);
      else ticked.delete(objective.id);
      draw();
      drawRows();
      void attempt(context);
    },
  });
  const draw = (): void => {
    const when = el("input", {
      type: "date",
      value: ticked.get(objective.id) ?? "",
      "aria-label": text("trial.day", { code: objective.code }),
      onchange: () => {
        if (!when.value) return; // half a date is no date yet
        ticked.set(objective.id, when.value);
        void attempt(context);
      },
    });
    const more = tick.checked ? el("span", { class: "when" }, when, " ", el("span", { class: "disposition" })) : null;
    fill(
      item,
      el(
        "label",
        {},
        tick,
        el("span", { class: "objective" }, el("span", { class: "objcode" }, objective.code), " ", objective.title),
      ),
      more,
    );
  };
  draw();
  return item;
}

function filter(): void {
  const words = chosen.sought.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of list.querySelectorAll<HTMLElement>("li")) {
    item.hidden = !words.every((word) => item.dataset.words!.includes(word));
  }
  if (words.length) for (const set of list.querySelectorAll("details")) set.open = true;
}

/** What became of each approval, and how many are ticked in each set. */
function drawRows(): void {
  const ids = [...ticked.keys()];
  for (const item of list.querySelectorAll<HTMLElement>("li")) {
    const place = item.querySelector(".disposition");
    const row = answer?.rows.find((one) => ids[one.row - 1] === item.dataset.id);
    if (place) place.textContent = row?.word ?? "";
  }
  for (const set of list.querySelectorAll("details")) {
    const n = set.querySelectorAll("input:checked").length;
    set.querySelector(".count")!.textContent = n ? `(${n})` : "";
  }
}

// ------------------------------------------------------------------------------------------------ what is answered

function drawResult(context: Context): void {
  const { text } = bound(context);
  const { counts, decisions, proposal, preview } = answer!;
  const summary = text("trial.counts", {
    all: counts.all!,
    transferred: counts.transferred!,
    assessment: counts.assessment!,
    approved: counts.approved!,
  });
  if (result.querySelector(".summary")?.textContent !== summary) context.announce(summary);
  fill(
    result,
    el("h2", {}, text("trial.decisions")),
    el("p", { class: "summary" }, summary),
    preview ? el("p", { class: "preview" }, preview) : null,
    ...OUTCOMES.map((outcome) =>
      group(
        decisions.filter((one) => one.outcome === outcome),
        context,
      ),
    ),
    el("p", { class: "proposal" }, proposal),
  );
}

function group(decisions: Decision[], context: Context): HTMLElement | null {
  if (!decisions.length) return null;
  return el(
    "section",
    { class: `outcome-${decisions[0]!.outcome}` },
    el("h3", {}, `${decisions[0]!.word} (${decisions.length})`),
    el("ul", { class: "decisions" }, ...decisions.map((one) => el("li", {}, decision(one, context)))),
  );
}

function decision(one: Decision, context: Context): HTMLElement {
  const { text } = bound(context);
  const ways = one.missing
    .slice(0, MOST_WAYS)
    .map((way) =>
      el(
        "button",
        { type: "button", onclick: () => add(way, context) },
        text("trial.add", { codes: way.map((needed) => needed.code).join(" + ") }),
      ),
    );
  return el(
    "details",
    {
      open: unfolded.has(one.id),
      ontoggle: (event: Event) => {
        if ((event.target as HTMLDetailsElement).open) unfolded.add(one.id);
        else unfolded.delete(one.id);
      },
    },
    el(
      "summary",
      {},
      el("span", { class: "objcode" }, one.code),
      " ",
      one.title,
      el("span", { class: "because" }, one.because),
    ),
    ways.length ? el("p", { class: "do" }, ...ways) : null,
    el("ul", { class: "why" }, ...one.why.map(branch)),
  );
}

function branch(one: Branch): HTMLElement {
  return el("li", {}, one.text, one.under.length ? el("ul", {}, ...one.under.map(branch)) : null);
}

/** Tick what is missing. */
function add(way: Objective[], context: Context): void {
  for (const needed of way) {
    const set = choices!.sets.find((one) => one.objectives.some((objective) => objective.id === needed.id));
    if (set && !ticked.has(needed.id)) ticked.set(needed.id, set.day);
  }
  drawChoices(context);
  void attempt(context);
}

function named(set: { name: string; title: string }): string {
  return set.title === set.name ? set.name : `${set.name} – ${set.title}`;
}

function bound(context: Context): { text: Context["text"] } {
  return { text: (key, values) => context.text(key, values) };
}
