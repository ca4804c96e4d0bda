// The Markdown of our own pages: headings, paragraphs, lists, fenced examples, `code`, **strong** and links.
import { el } from "./dom";

/** A page as elements, without its first heading. */
export function markdown(page: string): Node[] {
  const shown: Node[] = [];
  let paragraph: string[] = [];
  let items: string[] = [];
  let fence: string[] | null = null;
  const close = (): void => {
    if (paragraph.length) shown.push(el("p", {}, ...inline(paragraph.join(" "))));
    if (items.length) shown.push(el("ul", {}, ...items.map((item) => el("li", {}, ...inline(item)))));
    paragraph = [];
    items = [];
  };
  for (const line of page.split("\n")) {
    const item = /^\s*(?:[-*]|\d+\.) (.*)/.exec(line);
    if (line.startsWith("```")) {
      close();
      if (fence) shown.push(el("pre", { tabindex: 0 }, fence.join("\n")));
      fence = fence ? null : [];
    } else if (fence) fence.push(line);
    else if (line.startsWith("# ")) close();
    else if (line.startsWith("#")) {
      close();
      shown.push(el("h3", {}, line.replace(/^#+ /, "")));
    } else if (item) {
      if (paragraph.length) close();
      items.push(item[1]!);
    } else if (!line.trim()) close();
    else if (items.length) items[items.length - 1] += ` ${line.trim()}`;
    else paragraph.push(line);
  }
  close();
  return shown;
}

function inline(line: string): (Node | string)[] {
  return line.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]*\))/).map((part) => {
    if (part.startsWith("`")) return el("code", {}, part.slice(1, -1));
    if (part.startsWith("**")) return el("strong", {}, part.slice(2, -2));
    return part.replace(/^\[([^\]]+)\]\([^)]*\)$/, "$1");
  });
}
