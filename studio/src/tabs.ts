// Tabs as WAI-ARIA has them: arrows move between tabs, Home and End to the first and last, Tab into the panel.
import { el, fill } from "./dom";

export interface Tab {
  id: string;
  /** What stands on the tab, in the language of the page. */
  title(): string;
  panel: HTMLElement;
}

export class Tabs {
  readonly list: HTMLElement;
  private shown = "";
  private readonly buttons = new Map<string, HTMLButtonElement>();

  constructor(
    private readonly tabs: Tab[],
    private readonly label: () => string,
    private readonly opened: (id: string) => void,
  ) {
    this.list = el("div", { role: "tablist", class: "tabs", onkeydown: (event: KeyboardEvent) => this.key(event) });
    for (const tab of tabs) {
      const button = el("button", {
        type: "button",
        role: "tab",
        id: `tab-${tab.id}`,
        "aria-controls": `panel-${tab.id}`,
        onclick: () => this.show(tab.id),
      });
      this.buttons.set(tab.id, button);
      this.list.append(button);
      tab.panel.id = `panel-${tab.id}`;
      tab.panel.setAttribute("role", "tabpanel");
      tab.panel.setAttribute("aria-labelledby", button.id);
      tab.panel.tabIndex = 0;
      tab.panel.classList.add("panel");
    }
    this.spoke();
  }

  /** The tab that is shown. */
  get current(): string {
    return this.shown;
  }

  show(id: string): void {
    if (id === this.shown) return;
    this.shown = id;
    for (const tab of this.tabs) {
      const button = this.buttons.get(tab.id)!;
      const chosen = tab.id === id;
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
      tab.panel.hidden = !chosen;
    }
    this.opened(id);
  }

  /** The page speaks another language now. */
  spoke(): void {
    this.list.setAttribute("aria-label", this.label());
    for (const tab of this.tabs) fill(this.buttons.get(tab.id)!, tab.title());
  }

  private key(event: KeyboardEvent): void {
    const ids = this.tabs.map((tab) => tab.id);
    const at = ids.indexOf(this.shown);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: ids.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const id = ids[(to + ids.length) % ids.length]!;
    this.show(id);
    this.buttons.get(id)!.focus();
  }
}
