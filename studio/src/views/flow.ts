// The flow picture, which the server draws: here its elements are made, and its names lead into the rule files.
import { el, fill, svg } from "../dom";
import type { Context, View } from "../view";
import { keepingFocus, Latest, looked, transitionField } from "./parts";
import type { OfTransition, Place } from "./parts";

/** An element: its name, its attributes, and what is in it. */
type Markup = [string, Record<string, string>, ...(Markup | string)[]];

interface Flow extends OfTransition {
  picture: Markup;
  rules: Record<string, Place>;
  objectives: Record<string, Place>;
}

const DRAWN = new Set(["svg", "path", "rect"]);
const controls = el("div");
const result = el("div", { class: "flow-result" });
const latest = new Latest();

export const view: View = {
  id: "flow",

  mount(panel) {
    panel.append(controls, result);
  },

  update(context) {
    void renew(context);
  },
};

async function renew(context: Context): Promise<void> {
  const answer: Flow | null = await latest.of(() => context.post("flow", { transition: looked.transition }), result);
  if (!answer) return;
  keepingFocus(controls, () =>
    fill(
      controls,
      el("p", { class: "about" }, context.text("flow.lead")),
      el("div", { class: "fields" }, transitionField("flow-transition", answer, context, () => void renew(context))),
    ),
  );
  const panel = result.parentElement!;
  const top = panel.scrollTop;
  fill(result, made(answer.picture));
  lead(answer, context);
  panel.scrollTop = top;
}

function made([name, attributes, ...children]: Markup): Element {
  const inside = children.map((child) => (typeof child === "string" ? child : made(child)));
  return DRAWN.has(name) ? svg(name, attributes, ...inside) : el(name as "div", attributes, ...inside);
}

/** Rules and objectives in the tables become buttons; the rows of the drawing can be clicked besides. */
function lead(flow: Flow, context: Context): void {
  for (const [attribute, places, words] of [
    ["data-rule", flow.rules, "flow.go-rule"],
    ["data-objective", flow.objectives, "flow.go-objective"],
  ] as const) {
    for (const element of result.querySelectorAll<HTMLElement>(`[${attribute}]`)) {
      const place = places[element.getAttribute(attribute)!];
      const name = element.querySelector("b");
      if (!place || !name) continue;
      const go = (): void => context.reveal(place.file, place.from, place.to);
      if (element.closest(".flow-drawing")) element.addEventListener("click", go);
      else {
        const title = context.text(words, { name: name.textContent ?? "" });
        name.replaceWith(el("button", { type: "button", class: "plain name", title, onclick: go }, name.textContent));
      }
    }
  }
}
