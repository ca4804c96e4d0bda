// What is wrong, as a list below the editor: cause, remedy, fixes to click, and the page that explains the code.
import { el, fill } from "./dom";
import { markdown } from "./markdown";
import type { Page } from "./page";
import { text } from "./texts";

export interface Place {
  file: string;
  from: number;
  to: number;
  line: number;
}

export interface Fix {
  message: string;
  safe: boolean;
  edits: (Place & { text: string })[];
}

/** A diagnostic as the server gives it. */
export interface Found extends Place {
  code: string;
  severity: "error" | "warning" | "note";
  word: string;
  message: string;
  help: string;
  related: (Place & { message: string })[];
  fixes: Fix[];
}

const MOST = 100;
const GRAVITY = ["error", "warning", "note"] as const;

export class Problems {
  readonly element = el("section", { class: "problems" });
  readonly dialog = el("dialog", { class: "explain", "aria-labelledby": "explain-title" });
  private found: Found[] = [];
  private summary = "";

  constructor(private readonly page: Page) {}

  show(found: Found[], summary: string): void {
    if (summary !== this.summary) this.page.announce(summary);
    this.found = GRAVITY.flatMap((severity) => found.filter((one) => one.severity === severity));
    this.summary = summary;
    this.spoke();
  }

  spoke(): void {
    const shown = this.found.slice(0, MOST).map((one) => this.item(one));
    const left = this.found.length - shown.length;
    fill(
      this.element,
      el("h2", {}, text("problems.title")),
      el("p", { class: "summary" }, this.summary),
      shown.length ? el("ol", { class: "found" }, ...shown) : null,
      left > 0 ? el("p", {}, text("problems.more", { n: left })) : null,
    );
    this.element.setAttribute("aria-label", text("problems.title"));
  }

  /** Carry out a fix, in every file it changes; nothing while an edit has yet to be checked. */
  mend(fix: Fix): void {
    if (!this.page.fresh) return;
    for (const file of new Set(fix.edits.map((edit) => edit.file))) {
      const changes = fix.edits
        .filter((edit) => edit.file === file)
        .map((edit) => ({ from: edit.from, to: edit.to, insert: edit.text }));
      this.page.editor.change(file, { changes, userEvent: "input.fix" });
    }
    if (this.page.fresh) return; // none of the files may be edited
    this.page.announce(text("problems.mended", { what: fix.message }));
    const first = fix.edits[0];
    if (first) this.page.reveal(first.file, first.from, first.from + first.text.length);
  }

  private item(found: Found): HTMLElement {
    return el(
      "li",
      { class: `found-${found.severity}` },
      el("p", { class: "cause" }, el("strong", {}, `${found.word}:`), " ", ...ticked(found.message)),
      found.help ? el("p", { class: "help" }, ...ticked(found.help)) : null,
      ...found.related.map((place) => el("p", { class: "related" }, ...ticked(place.message), " ", this.link(place))),
      el(
        "p",
        { class: "do" },
        this.link(found),
        ...found.fixes.map((fix) =>
          el(
            "button",
            { type: "button", class: "fix", onclick: () => this.mend(fix) },
            fix.safe ? text("problems.mend", { what: fix.message }) : text("problems.mend-look", { what: fix.message }),
          ),
        ),
        el(
          "button",
          { type: "button", class: "plain", onclick: () => void this.explain(found.code) },
          text("problems.explain", { code: found.code }),
        ),
      ),
    );
  }

  private link(place: Place): HTMLElement {
    const title = text("problems.place", { file: place.file, line: place.line });
    return el(
      "button",
      { type: "button", class: "plain", onclick: () => this.page.reveal(place.file, place.from, place.to) },
      title,
    );
  }

  private async explain(code: string): Promise<void> {
    try {
      const { page, name } = await this.page.post("explain", { code });
      fill(
        this.dialog,
        el("h2", { id: "explain-title" }, `${code} ${name}`),
        el("div", { class: "prose", lang: "nb", tabindex: 0 }, ...markdown(page)),
        el(
          "p",
          { class: "do" },
          el("button", { type: "button", onclick: () => this.dialog.close() }, text("shell.close")),
        ),
      );
      this.dialog.showModal();
    } catch (error) {
      this.page.keeping.failed(error);
    }
  }
}

/** Text with `words in backticks` as code. */
export function ticked(message: string): (Node | string)[] {
  return message.split("`").map((part, i) => (i % 2 ? el("code", {}, part) : part));
}
