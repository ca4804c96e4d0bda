// Saving: the difference first; where the file has changed on disk, both versions, and a choice that loses neither.
import type { Buffer } from "./buffers";
import { el, fill } from "./dom";
import type { Page } from "./page";
import { text } from "./texts";

interface Row {
  kind: "same" | "removed" | "added" | "gap";
  old?: number;
  new?: number;
  text: string;
}

interface Conflict {
  name: string;
  text: string;
  digest: string;
  rows: Row[];
  merged: string | null;
}

interface Saved {
  conflicts: Conflict[];
  saved: Record<string, string>;
  copies: string[];
}

/** A buffer, and its text when it was sent. */
interface Sent {
  buffer: Buffer;
  text: string;
}

const SIGNS = { same: " ", removed: "−", added: "+", gap: "…" };

export class Saving {
  readonly dialog = el("dialog", { class: "saving", "aria-labelledby": "saving-title" });
  readonly button = el("button", { type: "button", class: "save", disabled: true, onclick: () => void this.open() });

  constructor(private readonly page: Page) {
    this.spoke();
  }

  spoke(): void {
    fill(this.button, text("saving.save"));
  }

  /** Show what a save would change, and ask. */
  async open(): Promise<void> {
    if (!this.page.dirty().length) {
      this.page.announce(text("keeping.saved"));
      return;
    }
    try {
      const { files, meaning } = await this.page.post("changes");
      const parts = files.map((file: { name: string; rows: Row[] }) => difference(file.name, file.rows));
      this.ask(
        text("saving.title"),
        [el("p", { class: `meaning-${meaning}` }, text(`saving.meaning-${meaning}`)), ...parts],
        [
          this.action("saving.now", () => void this.save([]), "save"),
          this.action("shell.cancel", () => this.dialog.close()),
        ],
      );
    } catch (error) {
      this.page.keeping.failed(error);
    }
  }

  /** The files have changed on disk: choose; where they have changed back, it is a save like any other. */
  async meet(): Promise<void> {
    try {
      const { conflicts } = await this.send(this.sent(), { look: true });
      if (conflicts.length) this.choose(conflicts);
      else await this.open();
    } catch (error) {
      this.page.keeping.failed(error);
    }
  }

  /** What there is to save, as it is now. */
  private sent(): Sent[] {
    return this.page.dirty().map((buffer) => ({ buffer, text: buffer.text }));
  }

  private async send(sent: Sent[], more: object): Promise<Saved> {
    const each = (pick: (one: Sent) => string | null): object =>
      Object.fromEntries(sent.map((one) => [one.buffer.name, pick(one)]));
    // What is being kept just now must not be kept after it is saved.
    await this.page.keeping.done();
    return this.page.post("save", {
      files: each((one) => one.text),
      bases: each((one) => one.buffer.digest),
      origins: each((one) => one.buffer.origin),
      ...more,
    });
  }

  /** Write; `replaced` are the files whose version on disk the person chose to replace. */
  private async save(replaced: string[]): Promise<void> {
    const sent = this.sent();
    let answer: Saved;
    try {
      answer = await this.send(sent, { replaced });
    } catch (error) {
      this.dialog.close();
      this.page.keeping.failed(error, "save");
      return;
    }
    if (answer.conflicts.length) {
      this.choose(answer.conflicts);
      return;
    }
    for (const { buffer, text } of sent) {
      const digest = answer.saved[buffer.name];
      if (digest) buffer.basedOn(text, digest);
    }
    this.dialog.close();
    for (const id of ["back", "disk", "save"]) this.page.keeping.unsay(id);
    if (answer.copies.length) this.tellOf(answer.copies);
    this.page.announce(text("saving.done"));
    this.page.changed();
    this.page.editor.view.focus();
  }

  private tellOf(copies: string[]): void {
    const keeping = this.page.keeping;
    keeping.say("copies", () => text("saving.copies", { files: copies.join(", ") }), [
      { text: () => text("shell.close"), run: () => keeping.unsay("copies") },
    ]);
  }

  /** One choice for each file that has changed on disk. */
  private choose(conflicts: Conflict[]): void {
    const chosen = new Map<string, string>(conflicts.map((one) => [one.name, one.merged === null ? "" : "both"]));
    const go = this.action("saving.use-choices", () => void this.settle(conflicts, chosen), "save");
    const ready = (): void => void (go.disabled = [...chosen.values()].includes(""));
    const parts = conflicts.map((one, i) => {
      const ways = one.merged === null ? ["mine", "disk"] : ["both", "mine", "disk"];
      const choices = ways.map((way) =>
        el(
          "label",
          {},
          el("input", {
            type: "radio",
            name: `way-${i}`,
            value: way,
            checked: chosen.get(one.name) === way,
            onchange: () => (chosen.set(one.name, way), ready()),
          }),
          text(`saving.${one.digest || way !== "disk" ? way : "disk-gone"}`),
        ),
      );
      return el(
        "section",
        { class: "conflict" },
        el("fieldset", {}, el("legend", {}, text("saving.choose", { file: one.name })), ...choices),
        difference(one.name, one.rows, text("saving.disk-to-mine", { file: one.name })),
      );
    });
    ready();
    this.ask(
      text("saving.conflict"),
      [el("p", {}, text("saving.conflict-about")), ...parts],
      [go, this.action("shell.cancel", () => this.dialog.close())],
    );
    this.page.announce(text("saving.conflict"));
  }

  /** Carry out the choices, and save what is left to save. */
  private async settle(conflicts: Conflict[], chosen: Map<string, string>): Promise<void> {
    const replaced: string[] = [];
    for (const one of conflicts) {
      const buffer = this.page.editor.buffers.get(one.name);
      if (!buffer) continue;
      const way = chosen.get(one.name);
      const wanted = way === "disk" ? one.text : way === "both" ? one.merged : null;
      // As an edit, so that the other version comes back with Undo.
      if (wanted !== null)
        this.page.editor.change(one.name, { changes: buffer.changeTo(wanted), userEvent: "input.conflict" });
      buffer.basedOn(one.text, one.digest);
      if (way === "mine") replaced.push(one.name);
    }
    this.page.keeping.unsay("disk");
    if (this.page.dirty().length) await this.save(replaced);
    else {
      this.dialog.close();
      this.page.changed();
    }
  }

  private ask(title: string, body: HTMLElement[], actions: HTMLButtonElement[]): void {
    fill(
      this.dialog,
      el("h2", { id: "saving-title", tabindex: -1 }, title),
      ...body,
      el("p", { class: "do" }, ...actions),
    );
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.querySelector("h2")?.focus();
  }

  private action(key: string, run: () => void, kind?: string): HTMLButtonElement {
    return el("button", { type: "button", class: kind, onclick: run }, text(key));
  }
}

/** What differs, as a table: line numbers, a sign, and the line. */
function difference(file: string, rows: Row[], caption = file): HTMLElement {
  if (!rows.length) return el("p", {}, text("saving.line-ends", { file }));
  const lines = rows.map((row) =>
    el(
      "tr",
      { class: row.kind },
      el("td", { class: "number" }, row.old ? String(row.old) : ""),
      el("td", { class: "number" }, row.new ? String(row.new) : ""),
      el("td", { class: "change" }, SIGNS[row.kind]),
      el(
        "td",
        {},
        row.kind === "removed" ? el("del", {}, row.text) : row.kind === "added" ? el("ins", {}, row.text) : row.text,
      ),
    ),
  );
  const head = ["saving.before", "saving.after", "saving.sign", "saving.line"].map((key) =>
    el("th", { scope: "col" }, text(key)),
  );
  return el(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    el(
      "table",
      { class: "difference" },
      el("caption", {}, caption),
      el("thead", {}, el("tr", {}, ...head)),
      el("tbody", {}, ...lines),
    ),
  );
}
