// What several views are made of.
import { Refusal } from "../api";
import { el, fill } from "../dom";
import type { Context } from "../view";

/** An objective as the server names it. */
export interface Objective {
  id: string;
  code: string;
  title: string;
}

/** A place in a rule file, as the server's `places.py` gives it. */
export interface Place {
  file: string;
  from: number;
  to: number;
}

/** A tree of lines. */
export interface Branch {
  text: string;
  under: Branch[];
}

/** What every view of one transition gets: which it is, which there are, and the language of their titles. */
export interface OfTransition {
  transition: string;
  transitions: { name: string; title: string; day: string }[];
  titles: string | null;
}

/** The transition that is looked at, the same in every view. */
export const looked = { transition: "" };

/** Asks, and gives only the answer to what was asked last: those before come too late to be shown. */
export class Latest {
  private asked = 0;

  /** The answer; null where something else has been asked since. A refusal is shown in `place`, which is busy. */
  async of<T>(question: () => Promise<T>, place: Element): Promise<T | null> {
    const mine = ++this.asked;
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await question();
      return mine === this.asked ? answer : null;
    } catch (error) {
      if (mine === this.asked) refused(error, place);
      return null;
    } finally {
      if (mine === this.asked) place.setAttribute("aria-busy", "false");
    }
  }
}

/** Say in `place` what the server would not do. */
export function refused(error: unknown, place: Element): void {
  if (!(error instanceof Refusal)) throw error;
  fill(place, el("p", { class: "refused", role: "status" }, error.message));
}

/** A control with its label above it. */
export function field(label: string, input: HTMLElement): HTMLElement {
  return el("div", { class: "field" }, el("label", { for: input.id }, label), input);
}

/** The choice of transition; nothing where there is one only. */
export function transitionField(id: string, of: OfTransition, context: Context, changed: () => void): HTMLElement | null {
  looked.transition = of.transition;
  if (of.transitions.length < 2) return null;
  const options = of.transitions.map((one) =>
    el("option", { value: one.name, selected: one.name === of.transition }, context.text("matrix.from", { title: one.title, day: one.day })),
  );
  const select = el("select", { id, onchange: () => ((looked.transition = select.value), changed()) }, ...options);
  return field(context.text("matrix.transition"), select);
}

/** A code and, in the rulebook's own language, its title. */
export function named(one: Objective, titles: string | null): HTMLElement {
  return el("span", { class: "objective" }, el("span", { class: "objcode" }, one.code), one.title ? " " : null, one.title ? el("span", { class: "title", lang: titles }, one.title) : null);
}

/** Trees of lines as lists. */
export function branches(trees: Branch[]): HTMLElement | null {
  if (!trees.length) return null;
  return el("ul", { class: "why" }, ...trees.map((one) => el("li", {}, one.text, branches(one.under))));
}

/** Whether all of `words` stand in the code or title of an objective. */
export function sought(words: string): (one: Objective) => boolean {
  const all = words.toLowerCase().split(/\s+/).filter(Boolean);
  return (one) => all.every((word) => `${one.id} ${one.title}`.toLowerCase().includes(word));
}

/** Keep the keyboard's place when `draw` makes the controls anew: on the control with the same id. */
export function keepingFocus(place: Element, draw: () => void): void {
  const id = place.contains(document.activeElement) ? document.activeElement!.id : "";
  draw();
  if (id) document.getElementById(id)?.focus();
}
