// The editor: one CodeMirror view, which shows one buffer at a time.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension, type TransactionSpec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { Buffer, type Given } from "./buffers";
import { ruleLanguage } from "./language";
import { text } from "./texts";

/** What the editor tells the page. */
export interface Listener {
  edited(buffer: Buffer): void;
  save(): void;
}

// The phrases of CodeMirror's own panels, and our texts for them.
const PHRASES: Record<string, string> = {
  Find: "editor.find",
  Replace: "editor.replace-with",
  next: "editor.next",
  previous: "editor.previous",
  all: "editor.all",
  "match case": "editor.match-case",
  regexp: "editor.regexp",
  "by word": "editor.by-word",
  replace: "editor.replace",
  "replace all": "editor.replace-all",
  close: "editor.close",
  "current match": "editor.current-match",
  "on line": "editor.on-line",
  "replaced $ matches": "editor.replaced-matches",
  "replaced match on line $": "editor.replaced-match",
  "Go to line": "editor.go-to-line",
  go: "editor.go",
  Diagnostics: "editor.diagnostics",
  "No diagnostics": "editor.no-diagnostics",
  "Control character": "editor.control-character",
};

export class Editor {
  readonly view: EditorView;
  readonly buffers = new Map<string, Buffer>();
  private current: Buffer;
  private readonly words = new Compartment();
  private readonly access = new Compartment();
  private readonly base: Extension;

  constructor(
    parent: HTMLElement,
    files: Given[],
    keywords: string[],
    private readonly listener: Listener,
  ) {
    const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
    this.base = [
      EditorView.cspNonce.of(nonce),
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      history(),
      drawSelection(),
      bracketMatching(),
      highlightActiveLine(),
      highlightSelectionMatches(),
      search({ top: true }),
      lintGutter(),
      EditorView.lineWrapping,
      ruleLanguage(keywords),
      // Tab is left to the browser: who uses the keyboard alone must be able to leave the editor.
      keymap.of([
        { key: "Mod-s", run: () => (listener.save(), true), preventDefault: true },
        ...lintKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...defaultKeymap,
      ]),
      EditorView.updateListener.of((update) => {
        this.current.state = update.state;
        if (update.docChanged) listener.edited(this.current);
      }),
    ];
    for (const file of files) this.add(file);
    this.current = this.buffers.get(files[0]!.name)!;
    // Never without a state of ours: its styles would be made without the nonce, and refused.
    this.view = new EditorView({ parent, state: this.current.state });
  }

  /** A file that was not open before. */
  add(file: Given): Buffer {
    const extensions = [this.base, this.words.of(this.spoken(file.name)), this.access.of(readOnly(file))];
    const buffer = new Buffer(file, extensions);
    this.buffers.set(file.name, buffer);
    return buffer;
  }

  get shown(): Buffer {
    return this.current;
  }

  /** Show a file; where it was left. */
  show(name: string): void {
    const buffer = this.buffers.get(name);
    if (!buffer || buffer === this.current) return;
    this.current = buffer;
    this.view.setState(buffer.state);
  }

  /** Change a buffer, shown or not. What may not be edited changes only where disk has changed. */
  change(name: string, spec: TransactionSpec): void {
    const buffer = this.buffers.get(name);
    if (!buffer || (spec.changes && buffer.state.readOnly && spec.userEvent !== "input.disk")) return;
    if (buffer === this.current) {
      this.view.dispatch(spec);
    } else {
      buffer.state = buffer.state.update(spec).state;
      if (spec.changes) this.listener.edited(buffer);
    }
  }

  /** Select a place and go there. */
  reveal(name: string, from: number, to: number): void {
    this.show(name);
    const most = this.view.state.doc.length;
    const selection = { anchor: Math.min(from, most), head: Math.min(to, most) };
    this.view.dispatch({ selection, effects: EditorView.scrollIntoView(selection.anchor, { y: "center" }) });
    this.view.focus();
  }

  /** The list below may have grown over the line that is written on. */
  keepInSight(): void {
    if (!this.view.hasFocus) return;
    this.view.dispatch({ effects: EditorView.scrollIntoView(this.view.state.selection.main.head) });
  }

  /** Underline what is wrong in a file. */
  mark(name: string, found: Diagnostic[]): void {
    const buffer = this.buffers.get(name);
    if (buffer) this.change(name, setDiagnostics(buffer.state, found));
  }

  /** The page speaks another language now. */
  spoke(): void {
    for (const name of this.buffers.keys()) {
      this.change(name, { effects: this.words.reconfigure(this.spoken(name)) });
    }
  }

  /** Nothing can be edited (any more). */
  lock(): void {
    for (const name of this.buffers.keys()) {
      this.change(name, { effects: this.access.reconfigure(EditorState.readOnly.of(true)) });
    }
  }

  private spoken(name: string): Extension {
    const phrases = Object.fromEntries(Object.entries(PHRASES).map(([phrase, key]) => [phrase, text(key)]));
    return [
      EditorState.phrases.of(phrases),
      EditorView.contentAttributes.of({ tabindex: "0", "aria-label": text("editor.label", { file: name }) }),
    ];
  }
}

function readOnly(file: Given): Extension {
  return EditorState.readOnly.of(file.why !== "");
}
