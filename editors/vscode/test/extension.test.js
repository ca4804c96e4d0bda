"use strict";

// The bundled extension, with the parts of VS Code that it uses stood in for: what it starts, and what it says.
const assert = require("node:assert");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const test = require("node:test");

const BUNDLE = path.join(__dirname, "..", "dist", "extension.js");

test("the bundle asks for nothing but VS Code and what node has", () => {
  const asked = [];
  const load = Module._load;
  Module._load = function (name, ...rest) {
    asked.push(name);
    return name === "vscode" ? new Proxy({}, { get: () => class {} }) : load.call(this, name, ...rest);
  };
  try {
    const extension = require(BUNDLE);
    assert.deepStrictEqual(Object.keys(extension).sort(), ["activate", "deactivate"]);
  } finally {
    Module._load = load;
  }
  const own = new Set([...Module.builtinModules, BUNDLE, "vscode"]);
  assert.deepStrictEqual(asked.filter((name) => !own.has(name.replace(/^node:/, ""))), []);
});

test("the bundle has no address to call and nothing of this machine", () => {
  const text = fs.readFileSync(BUNDLE, "utf8");
  assert.ok(!text.includes(path.join(__dirname, "..")));
  assert.ok(!/https?:\/\/(?!json-schema\.org)/.test(text), "an address");
});
