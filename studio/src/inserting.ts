// Where rule text goes when it is put into a file, so that it is statements of its own.
import type { EditorState } from "@codemirror/state";

/** The change: `text` goes in `at`; afterwards the rules stand from `from` to `to`. */
export interface Insertion {
  at: number;
  text: string;
  from: number;
  to: number;
}

/** `rules` as whole lines after the place `at`, or after the paragraph where the cursor is. */
export function insertion(state: EditorState, rules: string, at?: number): Insertion {
  const doc = state.doc;
  let line = doc.lineAt(Math.min(at ?? state.selection.main.head, doc.length));
  if (at === undefined) {
    while (line.number < doc.lines && line.text.trim() && doc.line(line.number + 1).text.trim()) {
      line = doc.line(line.number + 1);
    }
  }
  const body = rules.replace(/\r\n|\r/g, "\n").replace(/^\n+|\s+$/g, "");
  const before = line.text.trim() ? "\n\n" : line.number > 1 && doc.line(line.number - 1).text.trim() ? "\n" : "";
  const follows = line.number < doc.lines && doc.line(line.number + 1).text.trim();
  const after = line.number === doc.lines || follows ? "\n" : "";
  const from = line.to + before.length;
  return { at: line.to, text: before + body + after, from, to: from + body.length };
}
