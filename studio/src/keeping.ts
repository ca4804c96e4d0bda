// No edit is lost: what is not saved is kept in the browser and beside the rule file, and brought back when the page
// opens again. And what changes on disk is noticed.
import { Refusal } from "./api";
import type { Buffer } from "./buffers";
import { el, fill } from "./dom";
import type { Page } from "./page";
import { text } from "./texts";

/** An edit that was kept: the text, the digest of what it was edited from, and when (ISO). */
export interface Kept {
  base: string;
  text: string;
  when: string;
}

interface Message {
  text: () => string;
  actions: { text: () => string; run: () => void }[];
}

const WAIT = 400; // milliseconds from an edit to when it is kept
const LOOK = 3000; // milliseconds between looks at the disk

export class Keeping {
  /** Whether all is saved, said beside the button that saves. */
  readonly status = el("p", { class: "status" });
  /** What the person should know now. */
  readonly banner = el("div", { class: "banner", role: "alert" });
  private readonly messages = new Map<string, Message>();
  private readonly storage: string;
  private timer = 0;
  /** Another window edits the rulebook: this one keeps nothing, so as not to write over what that one keeps. */
  private onlyLooks = false;
  private running: Promise<void> | null = null;
  private keptHere = true;
  private keptThere = true;
  /** Files that something is kept of beside the rule file. */
  private readonly beside = new Set<string>();

  constructor(
    private readonly page: Page,
    path: string,
  ) {
    this.storage = `lmrules-studio:${path}`;
    addEventListener("pagehide", () => this.here());
    addEventListener("focus", () => void this.look());
    addEventListener("beforeunload", (event) => {
      this.here();
      if (!this.keptHere && !this.keptThere && page.dirty().length) event.preventDefault();
    });
    setInterval(() => {
      if (!document.hidden) void this.look();
    }, LOOK);
  }

  /** Bring back what was kept; in a second window on the rulebook, only look. */
  async begin(): Promise<void> {
    this.draw();
    if (!(await this.alone())) {
      this.onlyLooks = true;
      this.page.editor.lock();
      this.say("second", () => text("keeping.second"));
      return;
    }
    const here = this.stored();
    const back: string[] = [];
    for (const buffer of this.page.editor.buffers.values()) {
      if (this.restore(buffer, here[buffer.name])) back.push(buffer.name);
    }
    if (back.length) {
      this.say("back", () => text("keeping.back", { files: back.join(", ") }), [
        { text: () => text("keeping.look"), run: () => void this.page.saving.open() },
        { text: () => text("keeping.drop"), run: () => this.drop(back) },
      ]);
    }
  }

  /** Whether this is the only window on the rulebook: told by a lock that is held until the window closes. */
  private alone(): Promise<boolean> {
    return new Promise((tell) => {
      void navigator.locks.request(this.storage, { ifAvailable: true }, (lock) => {
        tell(lock !== null);
        return lock && new Promise(() => undefined);
      });
    });
  }

  /** What was kept of a file, as unsaved edits that can be undone; false where nothing was. */
  restore(buffer: Buffer, here?: Kept): boolean {
    const there = buffer.given.kept;
    if (there) this.beside.add(buffer.name);
    const kept = here && there ? (here.when > there.when ? here : there) : (here ?? there);
    if (!kept || buffer.given.why || this.onlyLooks) return false;
    this.page.editor.change(buffer.name, { changes: buffer.changeTo(kept.text), userEvent: "input.restore" });
    if (!buffer.changed) return false;
    buffer.cameFrom(kept.base);
    return true;
  }

  /** Something was edited, or saved. */
  changed(): void {
    this.draw();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.keep(), WAIT);
  }

  /** Keep what is not saved, and forget what is; one request at a time, so that the last word stays. */
  async keep(): Promise<void> {
    clearTimeout(this.timer);
    this.here();
    while (this.running) await this.running;
    this.running = this.there().finally(() => (this.running = null));
    await this.running;
  }

  /** When nothing is being kept. */
  async done(): Promise<void> {
    clearTimeout(this.timer);
    while (this.running) await this.running;
  }

  private async there(): Promise<void> {
    if (this.onlyLooks) return;
    const dirty = this.page.dirty();
    const gone = [...this.beside].filter((name) => !dirty.some((buffer) => buffer.name === name));
    if (!dirty.length && !gone.length) {
      this.draw();
      return;
    }
    try {
      await this.page.post("keep", {
        bases: Object.fromEntries(dirty.map((buffer) => [buffer.name, buffer.digest])),
        gone,
      });
      for (const buffer of dirty) this.beside.add(buffer.name);
      for (const name of gone) this.beside.delete(name);
      this.keptThere = true;
      this.unsay("keep");
    } catch (error) {
      this.keptThere = false;
      this.failed(error, "keep");
    }
    this.draw();
  }

  /** The server did not do something: say it. */
  failed(error: unknown, id = "failed"): void {
    if (!(error instanceof Refusal)) throw error;
    if (error.status === 0) this.say("gone", () => text("shell.gone"));
    else if (error.status === 401) this.say("gone", () => text("shell.locked"));
    else this.say(id, () => error.message, [{ text: () => text("shell.close"), run: () => this.unsay(id) }]);
  }

  /** Show a message, until `unsay`. */
  say(id: string, message: () => string, actions: Message["actions"] = []): void {
    if (this.messages.get(id)?.text() === message()) return;
    this.messages.set(id, { text: message, actions });
    this.spoke();
  }

  unsay(id: string): void {
    if (this.messages.delete(id)) this.spoke();
  }

  spoke(): void {
    fill(
      this.banner,
      ...[...this.messages.values()].map((message) =>
        el(
          "p",
          {},
          el("span", {}, message.text()),
          ...message.actions.map((action) =>
            el("button", { type: "button", onclick: () => action.run() }, action.text()),
          ),
        ),
      ),
    );
    this.draw();
  }

  /** See whether the files on disk are still those that are edited. */
  async look(): Promise<void> {
    let files: Record<string, string>;
    try {
      files = (await this.page.post("state", { names: [...this.page.editor.buffers.keys()] })).files;
    } catch (error) {
      this.failed(error);
      return;
    }
    this.unsay("gone");
    if (!this.keptThere) void this.keep();
    const other = [...this.page.editor.buffers.values()].filter(
      (buffer) => files[buffer.name] !== undefined && files[buffer.name] !== buffer.digest,
    );
    for (const buffer of other.filter((one) => !one.changed)) await this.readAgain(buffer);
    const torn = other.filter((buffer) => buffer.changed);
    if (!torn.length) this.unsay("disk");
    else {
      const names = torn.map((buffer) => buffer.name).join(", ");
      this.say("disk", () => text("keeping.disk", { files: names }), [
        { text: () => text("keeping.compare"), run: () => void this.page.saving.meet() },
      ]);
    }
  }

  /** A file with nothing unsaved has changed on disk: show it as it is there now. */
  private async readAgain(buffer: Buffer): Promise<void> {
    const file = await this.page.post("file", { name: buffer.name });
    if (buffer.changed || file.why) return;
    this.page.editor.change(buffer.name, { changes: buffer.changeTo(file.text), userEvent: "input.disk" });
    buffer.basedOn(file.text, file.digest);
    this.page.announce(text("keeping.read-again", { file: buffer.name }));
    this.page.changed();
  }

  /** Give up what was brought back: the files as on disk. It can still be undone. */
  private drop(names: string[]): void {
    this.unsay("back");
    for (const name of names) {
      const buffer = this.page.editor.buffers.get(name);
      if (buffer) this.page.editor.change(name, { changes: buffer.changeTo(buffer.saved.toString()) });
    }
    void this.keep();
  }

  private here(): void {
    if (this.onlyLooks) return;
    const kept = Object.fromEntries(
      this.page
        .dirty()
        .map((buffer) => [buffer.name, { base: buffer.digest, text: buffer.text, when: new Date().toISOString() }]),
    );
    try {
      if (Object.keys(kept).length) localStorage.setItem(this.storage, JSON.stringify(kept));
      else localStorage.removeItem(this.storage);
      this.keptHere = true;
    } catch {
      this.keptHere = false; // no room in the browser's storage: the server's copy is the one there is
    }
  }

  private stored(): Record<string, Kept> {
    try {
      return JSON.parse(localStorage.getItem(this.storage) ?? "{}");
    } catch {
      return {};
    }
  }

  private draw(): void {
    const n = this.page.dirty().length;
    this.status.textContent = !n
      ? text("keeping.saved")
      : text(this.keptThere ? "keeping.unsaved" : "keeping.unsaved-here", { n });
    this.status.classList.toggle("unsaved", n > 0);
    this.page.saving.button.disabled = n === 0;
  }
}
