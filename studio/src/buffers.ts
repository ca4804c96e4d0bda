// The files of the rulebook, each as it was on disk when read and as it is edited.
import { EditorState, Text, type Extension } from "@codemirror/state";
import type { Kept } from "./keeping";

/** A file as the server gives it. */
export interface Given {
  name: string;
  text: string;
  digest: string;
  /** Why it cannot be edited; empty where it can. */
  why: string;
  /** What was edited and not saved, the last time. */
  kept: Kept | null;
}

const LINE_END = /\r\n|\r|\n/;

/** One file: `state` is what is edited, `saved` and `digest` what it was edited from. */
export class Buffer {
  saved: Text;
  digest: string;
  state: EditorState;
  private ending: string;
  private known = true;

  constructor(
    readonly given: Given,
    extensions: Extension,
  ) {
    this.saved = lines(given.text);
    this.digest = given.digest;
    this.ending = ending(given.text);
    this.state = EditorState.create({ doc: this.saved, extensions });
  }

  get name(): string {
    return this.given.name;
  }

  get changed(): boolean {
    return !this.state.doc.eq(this.saved);
  }

  /** The whole text, with the file's own line ends. */
  get text(): string {
    return written(this.state.doc, this.ending);
  }

  /** What is edited was edited from this; null where that is not known any more. */
  get origin(): string | null {
    return this.known ? written(this.saved, this.ending) : null;
  }

  /** What is edited now was edited from a state of the file that is called `digest`. */
  cameFrom(digest: string): void {
    this.known = digest === this.digest;
    this.digest = digest;
  }

  /** Disk now holds `text`: what is edited is edited from that. */
  basedOn(text: string, digest: string): void {
    this.saved = lines(text);
    this.digest = digest;
    this.known = true;
    this.ending = ending(text) === "\r\n" ? "\r\n" : this.ending;
  }

  /** The change that makes the text `text`: what differs, and no more, so that cursor and undo stay. */
  changeTo(text: string): { from: number; to: number; insert: string } {
    const now = this.state.doc.toString();
    const then = lines(text).toString();
    const most = Math.min(now.length, then.length);
    let before = 0;
    while (before < most && now[before] === then[before]) before++;
    let after = 0;
    while (after < most - before && now[now.length - 1 - after] === then[then.length - 1 - after]) after++;
    return { from: before, to: now.length - after, insert: then.slice(before, then.length - after) };
  }
}

function lines(text: string): Text {
  return Text.of(text.split(LINE_END));
}

function ending(text: string): string {
  return LINE_END.exec(text)?.[0] ?? "\n";
}

/** Half a character (from a paste gone wrong) cannot be written as UTF-8. */
function written(doc: Text, lineEnd: string): string {
  return doc
    .toJSON()
    .join(lineEnd)
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}
