// An element with attributes and children; texts become text nodes, and never markup.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// What lmrules says, with names and code, which it puts in backticks, as code.
export function spoken(text) {
  return text.split("`").map((part, index) => (index % 2 ? element("code", {}, part) : part));
}
