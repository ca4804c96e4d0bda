"use strict";

// The TextMate grammar, carried out by the engine that VS Code has, on the real rulebook.
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const oniguruma = require("vscode-oniguruma");
const textmate = require("vscode-textmate");

const HERE = path.join(__dirname, "..");
const ROOT = path.join(HERE, "..", "..");
const WORDS = JSON.parse(fs.readFileSync(path.join(ROOT, "lmrules/highlighting/words.json"), "utf8"));

async function grammar() {
  const wasm = fs.readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const file = path.join(HERE, "syntaxes", "lmrules.tmLanguage.json");
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(fs.readFileSync(file, "utf8"), file),
  });
  return registry.loadGrammar("source.lmrules");
}

const loaded = grammar();

/** Each word of a text that is not blank, with its innermost scope. */
async function scopes(text) {
  const found = [];
  let state = textmate.INITIAL;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const { tokens, ruleStack } = (await loaded).tokenizeLine(line, state);
    state = ruleStack;
    for (const { startIndex, endIndex, scopes } of tokens) {
      const word = line.slice(startIndex, endIndex);
      if (word.trim()) found.push([word, scopes.at(-1).replace(/\.lmrules$/, "")]);
    }
  }
  return found;
}

function ruleFiles(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return ruleFiles(full);
    return entry.name.endsWith(".rules") ? [full] : [];
  });
}

test("every word of the real rulebooks has a colour, and none is wrong", async () => {
  for (const file of ruleFiles(path.join(ROOT, "rules"))) {
    for (const [word, scope] of await scopes(fs.readFileSync(file, "utf8"))) {
      assert.ok(scope !== "source" && !scope.startsWith("invalid"), `${file}: ${word} is ${scope}`);
    }
  }
});

test("every word of the language has the colour of its kind", async () => {
  const kinds = { statements: "keyword.control", joining: "keyword.operator.word", others: "keyword.other" };
  for (const [kind, scope] of Object.entries(kinds)) {
    for (const word of WORDS[kind]) {
      assert.deepStrictEqual(await scopes(word), [[word, scope]]);
      for (const name of [`${word}-x`, `x${word}`, `${word}.1`, `${word}ø`, `'${word}'`]) {
        assert.deepStrictEqual(await scopes(name), [[name, "variable.other"]]);
      }
    }
  }
  for (const sign of WORDS.relations) {
    assert.deepStrictEqual(await scopes(sign), [[sign, "keyword.operator.relation"]]);
  }
});

test("names are coloured by what they are, and what is not closed is wrong", async () => {
  assert.deepStrictEqual(await scopes('mål \'N 1\' "a\\"b" # c'), [
    ["mål", "keyword.control"],
    ["'N 1'", "entity.name.type"],
    ['"a', "string.quoted.double"],
    ['\\"', "constant.character.escape"],
    ['b"', "string.quoted.double"],
    ["# c", "comment.line.number-sign"],
  ]);
  assert.deepStrictEqual(await scopes("god-kunnskap: PET-CT, 2025-01-02 7"), [
    ["god-kunnskap", "constant.language.level"],
    [":", "punctuation.separator"],
    ["PET-CT", "variable.other"],
    [",", "punctuation.separator"],
    ["2025-01-02", "constant.numeric.date"],
    ["7", "constant.numeric"],
  ]);
  assert.deepStrictEqual(await scopes('fordi "a'), [
    ["fordi", "keyword.other"],
    ['"a', "invalid.illegal.unclosed"],
  ]);
});
