// What `lmrules check` says of the rules: each diagnostic with its place, its help and its fixes.

import { element, spoken } from "./elements.js";

// The offset in the field of a line and a column that count from 1, columns in code points.
function offset(lines, [line, column]) {
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  return before + Array.from(lines[line - 1] ?? "").slice(0, column - 1).join("").length;
}

function select(field, from, to) {
  const lines = field.value.split("\n");
  const [begin, end] = [offset(lines, from), offset(lines, to)];
  field.focus();
  field.setSelectionRange(begin, end);
  const height = field.scrollHeight / lines.length;
  field.scrollTop = Math.max(0, (from[0] - 4) * height);
}

function mend(field, edits, changed) {
  const last = [...edits].sort((a, b) => b.start[0] - a.start[0] || b.start[1] - a.start[1]);
  for (const edit of last) {
    select(field, edit.start, edit.end);
    // The browser's own way keeps what Ctrl+Z takes back; where there is none, the text is set.
    const done = document.execCommand(edit.text ? "insertText" : "delete", false, edit.text);
    if (!done) field.setRangeText(edit.text, field.selectionStart, field.selectionEnd, "end");
  }
  changed();
}

function item(found, checked, field, changed) {
  const place = () => select(field, [found.line, found.column], [found.end_line, found.end_column]);
  const head = element(
    "p",
    { class: "head" },
    element("span", { class: `severity ${found.severity}` }, checked.severities[found.severity]),
    " ",
    element("a", { href: `../reference/diagnostics/${checked.pages[found.code].replace(/\.md$/, ".html")}` }, found.code),
    " ",
    element("button", { type: "button", onclick: place }, `linje ${found.line}`),
  );
  const line = field.value.split("\n")[found.line - 1] ?? "";
  const shown = element("li", {}, head, element("p", {}, ...spoken(found.message)), element("code", {}, line.trim()));
  if (found.help) shown.append(element("p", { class: "help" }, ...spoken(found.help)));
  for (const fix of found.fixes) {
    const label = fix.safe ? fix.message : `${fix.message} (se over endringen)`;
    shown.append(
      element("button", { type: "button", class: "fix", onclick: () => mend(field, fix.edits, changed) }, `Rett: ${label}`),
    );
  }
  return shown;
}

export function showFindings(checked, field, changed) {
  const summary = document.getElementById("sammendrag");
  summary.textContent = checked.words.replace(/^./, (c) => c.toUpperCase()).replace(/ i \d+ fil(er)?$/, "") + ".";
  summary.className = `summary ${checked.summary.errors ? "bad" : "good"}`;
  const list = checked.diagnostics.map((found) => item(found, checked, field, changed));
  document.getElementById("funn").replaceChildren(...list);
}
