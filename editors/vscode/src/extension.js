"use strict";

const { homedir } = require("node:os");
const { commands, window, workspace } = require("vscode");
const { LanguageClient, State } = require("vscode-languageclient/node");

let client;

function settings() {
  const own = workspace.getConfiguration("lmrules");
  const lang = own.get("lang");
  // A shell would know ~; we start the program without one.
  const command = (own.get("command") || "lmrules").replace(/^~(?=[/\\])/, homedir());
  return { command, lang: lang === "auto" ? undefined : lang };
}

async function start() {
  const { command, lang } = settings();
  client = new LanguageClient(
    "lmrules",
    "lmrules",
    { command, args: ["lsp"] },
    { documentSelector: [{ language: "lmrules" }], initializationOptions: { lang } }
  );
  try {
    await client.start();
  } catch {
    window.showErrorMessage(
      `Fikk ikke startet «${command}». Installer den med: pip install "lmrules[lsp]". ` +
        "Står den et annet sted, skriver du hvor i innstillingen lmrules.command."
    );
  }
}

async function stop() {
  const old = client;
  client = undefined;
  if (old && old.state === State.Running) {
    await old.stop();
  }
}

async function restart() {
  await stop();
  await start();
}

async function activate(context) {
  context.subscriptions.push(
    commands.registerCommand("lmrules.restart", restart),
    workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("lmrules") && restart())
  );
  await start();
}

module.exports = { activate, deactivate: stop };
