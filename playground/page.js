// The page: what is typed goes to the worker, and what lmrules says is shown. Texts only ever become text nodes.

import { Asking } from "./asking.js";
import { showDecisions } from "./decisions.js";
import { showFindings } from "./findings.js";

const PAUSE = 350;
const byId = (id) => document.getElementById(id);
const rules = byId("regler");
const approvals = byId("godkjent");
const state = byId("tilstand");

const asking = new Asking({
  ready: () => say("Klar. Skriv i feltene; svaret kommer av seg selv.", "good"),
  busy: () => say("Regner …", ""),
  idle: () => say("Klar.", "good"),
  slow: (stop) => sayWithButton("Dette tar lang tid.", "Stopp", stop),
  failed: (why) => say(why, "bad"),
});

function say(text, kind) {
  state.textContent = text;
  state.className = `state ${kind}`;
}

function sayWithButton(text, label, act) {
  say(`${text} `, "");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", act);
  state.append(button);
}

function numberLines() {
  const count = rules.value.split("\n").length;
  const numbers = byId("linjer");
  if (Number(numbers.dataset.count) !== count) {
    numbers.dataset.count = count;
    numbers.textContent = Array.from({ length: count }, (_, i) => i + 1).join("\n");
  }
  numbers.scrollTop = rules.scrollTop;
}

async function update() {
  const text = rules.value;
  const checked = await asking.ask("check", { text });
  if (checked) showFindings(checked, rules, changed);
  const given = { text, approvals: approvals.value, person: byId("person").value || null };
  const decided = checked && (await asking.ask("decide", given));
  if (decided) showDecisions(decided);
}

let waiting;
function changed() {
  numberLines();
  clearTimeout(waiting);
  waiting = setTimeout(update, PAUSE);
}

async function fill() {
  const examples = await (await fetch("examples/list.json")).json();
  const choice = byId("eksempel");
  for (const [name, title] of examples) choice.append(new Option(title, name));
  const take = async () => {
    const parts = [".rules", ".csv"].map(async (end) => (await fetch(`examples/${choice.value}${end}`)).text());
    [rules.value, approvals.value] = await Promise.all(parts);
    byId("person").replaceChildren();
    rules.scrollTop = 0;
    numberLines();
    update();
  };
  choice.addEventListener("change", take);
  await take();
}

if (location.protocol === "file:") {
  say("Nettlesere kjører ikke lmrules fra en fil. Start en liten tjener på maskinen: make docs-serve", "bad");
} else {
  for (const field of [rules, approvals]) field.addEventListener("input", changed);
  rules.addEventListener("scroll", numberLines);
  byId("person").addEventListener("change", update);
  fill();
}
