// What a view is, and what it is given. Each view is a file in views/, and stands in the list in main.ts.

/** One tab of the page: a way to look at the rulebook as it is edited just now. */
export interface View {
  /** Its name: `<id>.title` in the catalogue is what its tab is called. */
  id: string;
  /** Build what stands in the panel, once. */
  mount(panel: HTMLElement, context: Context): void;
  /**
   * Show what has changed: the texts of the rulebook, or the language. Called when the panel is first shown, and
   * while it is shown; never while it is hidden.
   */
  update(context: Context): void;
}

/** What the page offers its views. */
export interface Context {
  /** The text called `key` in the catalogue, with `{name}` filled in. */
  text(key: string, values?: Record<string, string | number>): string;
  /**
   * Ask `POST /api/<view>`; the edited buffers and the language go with it. A `File` among the values of `body` is
   * uploaded. Rejects with a `Refusal`, whose message is for the person.
   */
  post(view: string, body?: object): Promise<any>;
  /** The file in the editor, as edited. */
  edited(): { name: string; text: string };
  /** Show a place in the editor and go there: offsets as the server's `places.py` gives them. */
  reveal(file: string, from: number, to: number): void;
  /**
   * Put rule text into the editor as statements of their own, and show them: at `place` (an offset as the
   * server's `places.py` gives it), or else after the statement where the cursor is.
   */
  insert(text: string, place?: { file: string; at: number }): void;
  /** Say something to those who listen to the page instead of seeing it. */
  announce(message: string): void;
  /** `nb`, `nn` or `en`. */
  language: string;
}
