// The colours of the rule language. The server gives the keywords, which it has from the grammar.
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { tags } from "@lezer/highlight";

// As in grammar/equivalence.lark: NAME, DATE, TEXT, QUOTED, COMMENT.
const NAME = /^[\p{L}\p{N}_\u0300-\u036f]+(?:[-.][\p{L}\p{N}_\u0300-\u036f]+)*/u;
const DATE = /^\d{4}-\d{2}-\d{2}(?![\p{L}\p{N}_\u0300-\u036f]|[-.][\p{L}\p{N}_\u0300-\u036f])/u;
const TEXT = /^"(?:[^"\\]|\\.)*"?/;
const QUOTED = /^'[^']*'?/;
const RELATION = /^(?:[≥≤≠=<>~]|[<>!]=)/;

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, class: "tok-keyword" },
  { tag: tags.string, class: "tok-string" },
  { tag: tags.comment, class: "tok-comment" },
  { tag: tags.operator, class: "tok-operator" },
  { tag: tags.number, class: "tok-date" },
]);

/** Colours for rule files with these keywords. */
export function ruleLanguage(keywords: string[]): Extension {
  const known = new Set(keywords);
  const language = StreamLanguage.define<null>({
    name: "rules",
    languageData: { commentTokens: { line: "#" } },
    startState: () => null,
    token(stream) {
      if (stream.eatSpace()) return null;
      if (stream.match(/^#.*/)) return "comment";
      if (stream.match(TEXT)) return "string";
      if (stream.match(QUOTED)) return null;
      if (stream.match(DATE)) return "number";
      if (stream.match(RELATION)) return "operator";
      const name = stream.match(NAME) as RegExpMatchArray | null;
      if (name) return known.has(name[0].normalize("NFC")) ? "keyword" : null;
      stream.next();
      return null;
    },
  });
  return [language, syntaxHighlighting(COLOURS)];
}
