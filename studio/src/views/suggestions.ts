// Suggestions: rules that can be proved and that nobody wrote; a button puts one into the file.
import { el, fill } from "../dom";
import { ticked } from "../problems";
import type { Context, View } from "../view";
import { branches, keepingFocus, Latest, looked, named, transitionField } from "./parts";
import type { Branch, Objective, OfTransition } from "./parts";

interface Rule {
  name: string;
  old: Objective[];
  text: string;
  against: string[];
  place: { file: string; at: number } | null;
  why: Branch[];
}

interface Suggestions extends OfTransition {
  sound: { objective: Objective; rules: Rule[]; more: boolean }[];
  missing: { objective: Objective; declared_new: boolean; lines: string[] }[];
}

const controls = el("div");
const result = el("div", { class: "suggestions" });
const latest = new Latest();
const unfolded = new Set<string>();

export const view: View = {
  id: "suggestions",

  mount(panel) {
    panel.append(controls, result);
  },

  update(context) {
    void renew(context);
  },
};

async function renew(context: Context): Promise<void> {
  const answer: Suggestions | null = await latest.of(() => context.post("suggestions", { transition: looked.transition }), result);
  if (!answer) return;
  keepingFocus(controls, () =>
    fill(
      controls,
      el("p", { class: "about" }, context.text("suggestions.lead")),
      el("div", { class: "fields" }, transitionField("suggestions-transition", answer, context, () => void renew(context))),
    ),
  );
  keepingFocus(result, () => draw(answer, context));
}

function draw(of: Suggestions, context: Context): void {
  const text = context.text.bind(context);
  fill(
    result,
    el("h2", {}, `${text("suggestions.sound")} (${text("suggestions.count", { count: of.sound.length })})`),
    of.sound.length ? null : el("p", {}, text("suggestions.none")),
    ...of.sound.map((one) =>
      el(
        "section",
        { class: "suggested" },
        el("h3", {}, named(one.objective, of.titles)),
        ...one.rules.map((rule) => suggested(rule, of, context)),
        one.more ? el("p", { class: "about" }, text("suggestions.more")) : null,
      ),
    ),
    of.missing.length ? el("h2", {}, `${text("suggestions.missing")} (${text("suggestions.count", { count: of.missing.length })})`) : null,
    of.missing.length ? el("p", { class: "about" }, text("suggestions.missing-lead")) : null,
    ...of.missing.map((one) => missing(one, of, context)),
  );
}

function suggested(rule: Rule, of: Suggestions, context: Context): HTMLElement {
  const text = context.text.bind(context);
  const codes = rule.old.map((one) => one.code);
  const enough = codes.length === 1 ? text("suggestions.from-one", { code: codes[0]! }) : text("suggestions.from-several", { codes: list(codes, context.language) });
  const insert = (): void => {
    context.insert(rule.text, rule.place!);
    context.announce(text("suggestions.inserted", { rule: rule.name, file: rule.place!.file }));
  };
  return el(
    "article",
    { class: "suggestion" },
    el("p", {}, el("span", { class: "badge good" }, text("suggestions.proved")), " ", el("strong", {}, enough)),
    el("ul", { class: "olds" }, ...rule.old.map((one) => el("li", {}, named(one, of.titles)))),
    el("pre", { tabindex: 0, "aria-label": rule.name }, rule.text.trimEnd()),
    folded(`proof-${rule.name}`, text("suggestions.why"), branches(rule.why)),
    rule.against.length
      ? el("div", { class: "refused" }, el("strong", {}, text("suggestions.against")), el("ul", {}, ...rule.against.map((line) => el("li", {}, ...ticked(line)))))
      : el("p", { class: "do" }, el("button", { type: "button", id: `insert-${rule.name}`, onclick: insert }, text("suggestions.insert", { rule: rule.name }))),
  );
}

function missing(one: Suggestions["missing"][number], of: Suggestions, context: Context): HTMLElement {
  const word = one.declared_new ? el("span", { class: "badge" }, context.text("suggestions.declared-new")) : null;
  return folded(
    `missing-${one.objective.id}`,
    el("span", {}, named(one.objective, of.titles), word ? " " : null, word),
    el("ul", { class: "why" }, ...one.lines.map((line) => el("li", {}, ...ticked(line)))),
  );
}

/** What is unfolded stays so when the view is drawn anew. */
function folded(key: string, title: string | HTMLElement, inside: HTMLElement | null): HTMLElement {
  const details = el(
    "details",
    { open: unfolded.has(key), ontoggle: () => (details.open ? unfolded.add(key) : unfolded.delete(key)) },
    el("summary", {}, title),
    inside,
  );
  return details;
}

function list(codes: string[], language: string): string {
  return new Intl.ListFormat(language === "en" ? "en" : "nb", { type: "conjunction" }).format(codes);
}
