// What is transferred for one person: the decisions by outcome, each with the tree that `lmrules why` shows.

import { element, spoken } from "./elements.js";

const ORDER = ["transferred", "assessment", "approved"];
const byId = (id) => document.getElementById(id);

function branches(under) {
  return element("ul", {}, ...under.map((b) => element("li", {}, b.text, ...(b.under.length ? [branches(b.under)] : []))));
}

function decision(told) {
  const mark = element("span", { class: `outcome ${told.outcome}`, "aria-hidden": "true" });
  const head = element("summary", {}, mark, told.why.text);
  if (!told.why.under.length) return element("p", { class: "plain" }, ...head.childNodes);
  return element("details", {}, head, branches(told.why.under));
}

function groups(decisions) {
  return ORDER.flatMap((outcome) => {
    const told = decisions.filter((d) => d.outcome === outcome);
    if (!told.length) return [];
    return [element("h3", {}, `${told[0].word} (${told.length})`), ...told.map(decision)];
  });
}

function rows(said) {
  const list = said.map((row) => element("li", {}, `Rad ${row.row}, ${row.objective}: ${row.fate}`));
  return [element("h3", {}, "Hva som ble gjort med radene"), element("ul", {}, ...list)];
}

function hindrance(decided) {
  if (decided.refused) return "Regelverket har feil og kan ikke brukes før de er rettet.";
  if (decided.targets?.length) return `Flere sett kan være målet: ${decided.targets.join(", ")}.`;
  if (decided.targets) return "Regelverket har ingen overgang ennå.";
  if (decided.problems.length) return "Rett radene over, så kommer svaret.";
  return decided.persons.length ? "" : "Skriv en godkjenning over.";
}

function choosePerson(decided) {
  const choice = byId("person");
  const names = decided.persons ?? [];
  byId("velg").hidden = names.length < 2;
  if (names.join("\n") !== Array.from(choice.options, (o) => o.value).join("\n")) {
    choice.replaceChildren(...names.map((name) => new Option(name, name)));
  }
  choice.value = decided.person ?? "";
}

export function showDecisions(decided) {
  byId("radfeil").replaceChildren(...decided.problems.map((text) => element("li", {}, ...spoken(text))));
  const hinders = hindrance(decided);
  const told = hinders ? [] : decided.decisions;
  const count = (outcome) => told.filter((d) => d.outcome === outcome).length;
  byId("svar-ord").textContent =
    hinders || `${decided.person}: ${count("transferred")} av ${told.length} mål overføres, ${count("assessment")} må vurderes.`;
  byId("svar-ord").className = `summary ${hinders ? "" : "good"}`;
  byId("svar").replaceChildren(...(hinders ? [] : [...groups(told), ...rows(decided.rows_said)]));
  byId("forslag").textContent = hinders ? "" : decided.proposal;
  choosePerson(decided);
}
