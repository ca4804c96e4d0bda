// The page: header, editor with what is wrong, and the tabs; and what it offers the views (`Context`).
import type { Diagnostic } from "@codemirror/lint";
import { ask, Refusal } from "./api";
import type { Buffer, Given } from "./buffers";
import { el, fill } from "./dom";
import { Editor } from "./editor";
import { insertion } from "./inserting";
import { Keeping } from "./keeping";
import { Problems, type Found } from "./problems";
import { Saving } from "./saving";
import { Tabs } from "./tabs";
import { LANGUAGES, speak, text, type Language } from "./texts";
import type { Context, View } from "./view";

/** What `POST /api/open` gives. */
export interface Opened {
  first: string;
  path: string;
  files: Given[];
  keywords: string[];
  speaks: string;
}

/** What `POST /api/check` gives. */
interface Checked {
  diagnostics: Found[];
  summary: string;
  usable: boolean;
  names: string[];
}

const SETTLED = 300; // milliseconds without an edit

export class Page implements Context {
  readonly editor: Editor;
  readonly saving: Saving;
  readonly keeping: Keeping;
  private readonly problems: Problems;
  private readonly tabs: Tabs;
  private readonly panels: HTMLElement[];
  private readonly live = el("div", { class: "visually-hidden", role: "status" });
  private readonly pane = el("div", { class: "code" });
  private readonly chooser = el("select", { id: "file", onchange: () => this.choose(this.chooser.value) });
  private readonly speaker = el("select", {
    id: "language",
    onchange: () => void this.speak(this.speaker.value as Language),
  });
  private readonly stale = new Set<string>();
  private checked: Checked | null = null;
  private readonly main = el("main", { "data-fresh": false });
  private asked = 0;
  private settling = 0;

  constructor(
    private readonly opened: Opened,
    private readonly views: View[],
  ) {
    this.editor = new Editor(this.pane, opened.files, opened.keywords, {
      edited: () => this.changed(),
      save: () => void this.saving.open(),
    });
    this.problems = new Problems(this);
    this.saving = new Saving(this);
    this.keeping = new Keeping(this, opened.path);
    this.panels = views.map(() => el("section"));
    this.tabs = new Tabs(
      views.map((view, i) => ({ id: view.id, title: () => text(`${view.id}.title`), panel: this.panels[i]! })),
      () => text("shell.views"),
      (id) => this.look(id),
    );
    fill(
      this.speaker,
      ...LANGUAGES.map((language) => el("option", { value: language, lang: language }, NAMES[language])),
    );
  }

  // ---------------------------------------------------------------------------------------- what views are given

  get language(): string {
    return document.documentElement.lang;
  }

  text(key: string, values?: Record<string, string | number>): string {
    return text(key, values);
  }

  async post(view: string, body: object = {}): Promise<any> {
    try {
      return await ask(view, { files: this.files(), lang: this.language, ...body });
    } catch (error) {
      if (error instanceof Refusal && !error.message) throw new Refusal(text("shell.gone"), error.status);
      throw error;
    }
  }

  edited(): { name: string; text: string } {
    return { name: this.editor.shown.name, text: this.editor.shown.text };
  }

  reveal(file: string, from: number, to: number): void {
    this.editor.reveal(file, from, to);
    this.chooser.value = this.editor.shown.name;
  }

  insert(rules: string, place?: { file: string; at: number }): void {
    const file = place?.file ?? this.editor.shown.name;
    const buffer = this.editor.buffers.get(file);
    if (!buffer || buffer.state.readOnly) return;
    const added = insertion(buffer.state, rules, place?.at);
    this.editor.change(file, { changes: { from: added.at, insert: added.text }, userEvent: "input.paste" });
    this.reveal(file, added.from, added.to);
    this.announce(text("editor.inserted", { file }));
  }

  announce(message: string): void {
    // The same words twice in a row are said twice only if they change in between.
    fill(this.live);
    setTimeout(() => fill(this.live, message), 50);
  }

  // ---------------------------------------------------------------------------------------- the buffers

  /** Whether nothing has been edited since the last check, so that its places are those of the texts. */
  get fresh(): boolean {
    return this.main.dataset.fresh === "true";
  }

  private set fresh(fresh: boolean) {
    this.main.dataset.fresh = String(fresh);
  }

  /** The buffers that differ from disk, by name. */
  files(): Record<string, string> {
    return Object.fromEntries(this.dirty().map((buffer) => [buffer.name, buffer.text]));
  }

  /** What is edited and not saved. */
  dirty(): Buffer[] {
    return [...this.editor.buffers.values()].filter((buffer) => buffer.changed);
  }

  /** Something is edited, saved or read anew: check it when it has settled. */
  changed(): void {
    this.fresh = false;
    this.keeping.changed();
    clearTimeout(this.settling);
    this.settling = window.setTimeout(() => void this.check(), SETTLED);
  }

  /** Ask what is to be said of the rulebook, and show it; then the view that is open. */
  async check(): Promise<void> {
    const mine = ++this.asked;
    let checked: Checked;
    try {
      checked = await this.post("check");
      await this.readNew(checked.names);
    } catch (error) {
      this.keeping.failed(error);
      return;
    }
    if (mine !== this.asked) return;
    this.checked = checked;
    this.fresh = true;
    this.mark();
    this.list();
    this.problems.show(checked.diagnostics, checked.summary);
    this.editor.keepInSight();
    for (const view of this.views) this.stale.add(view.id);
    this.look(this.tabs.current);
  }

  /** Files that the rulebook reads only since the last edit. */
  private async readNew(names: string[]): Promise<void> {
    for (const name of names.filter((name) => !this.editor.buffers.has(name))) {
      this.keeping.restore(this.editor.add(await this.post("file", { name })));
    }
  }

  private choose(name: string): void {
    this.editor.show(name);
    this.editor.view.focus();
  }

  /** Underline what was found, in every file. */
  private mark(): void {
    for (const name of this.editor.buffers.keys()) {
      const found = this.checked?.diagnostics.filter((one) => one.file === name) ?? [];
      this.editor.mark(
        name,
        found.map((one) => this.underlined(one)),
      );
    }
  }

  private underlined(found: Found): Diagnostic {
    return {
      from: found.from,
      to: found.to,
      severity: found.severity === "note" ? "info" : found.severity,
      source: `${found.word} ${found.code}`,
      message: found.help ? `${found.message}\n${found.help}` : found.message,
      actions: found.fixes.map((fix) => ({ name: fix.message, apply: () => this.problems.mend(fix) })),
    };
  }

  /** The file chooser, with how many errors each file has. */
  private list(): void {
    const options = [...this.editor.buffers.values()].map((buffer) => {
      const wrong = this.checked?.diagnostics.filter(
        (one) => one.file === buffer.name && one.severity === "error",
      ).length;
      const title = buffer.changed ? text("shell.file-changed", { file: buffer.name }) : buffer.name;
      return el("option", { value: buffer.name }, wrong ? text("shell.file-errors", { file: title, n: wrong }) : title);
    });
    fill(this.chooser, ...options);
    this.chooser.value = this.editor.shown.name;
  }

  // ---------------------------------------------------------------------------------------- what is shown

  /** Build the page and show what there is. */
  async begin(): Promise<void> {
    this.draw();
    this.views.forEach((view, i) => {
      view.mount(this.panels[i]!, this);
      this.stale.add(view.id);
    });
    this.tabs.show(this.views[0]!.id);
    await this.check();
    await this.keeping.begin();
  }

  private draw(): void {
    this.speaker.value = this.language;
    this.list();
    document.title = `${this.opened.first} – lmrules studio`;
    fill(
      this.main,
      el(
        "section",
        { class: "rules", "aria-label": text("shell.rules") },
        el(
          "div",
          { class: "bar" },
          el("label", { for: "file" }, text("shell.file")),
          this.chooser,
          this.keeping.status,
          this.saving.button,
        ),
        this.pane,
        this.problems.element,
      ),
      el("div", { class: "views", id: "views", tabindex: -1 }, this.tabs.list, ...this.panels),
    );
    fill(
      document.body,
      el("a", { class: "skip", href: "#views" }, text("shell.skip")),
      el(
        "header",
        {},
        el("h1", {}, "lmrules studio"),
        el("p", { class: "path", title: this.opened.path }, this.opened.first),
        el("label", { for: "language" }, text("shell.language")),
        this.speaker,
      ),
      this.keeping.banner,
      this.main,
      this.live,
      this.saving.dialog,
      this.problems.dialog,
    );
  }

  /** Show a view, anew if something has changed since it was shown. */
  private look(id: string): void {
    if (!this.checked || !this.stale.delete(id)) return;
    this.views.find((view) => view.id === id)?.update(this);
  }

  private async speak(language: Language): Promise<void> {
    try {
      await speak(language);
    } catch (error) {
      this.keeping.failed(error);
      return;
    }
    localStorage.setItem("lmrules-studio-language", language);
    this.editor.spoke();
    this.tabs.spoke();
    this.saving.spoke();
    this.problems.spoke();
    this.keeping.spoke();
    this.draw();
    this.speaker.focus();
    this.fresh = false;
    await this.check();
  }
}

const NAMES: Record<Language, string> = { nb: "Bokmål", nn: "Nynorsk", en: "English" };
