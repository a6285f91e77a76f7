// Starts `finops-gate lsp` and passes on what the editor and the server say to each other; knows nothing of prices.
"use strict";

const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

async function activate() {
  const settings = workspace.getConfiguration("finops-gate");
  const server = { command: settings.get("command"), args: ["lsp", "--stdio"] };
  client = new LanguageClient("finops-gate", "finops-gate", server, {
    documentSelector: [{ scheme: "file" }],
    initializationOptions: { inlayHints: settings.get("inlayHints"), pause: settings.get("pause") },
    synchronize: {
      configurationSection: "finops-gate",
      fileEvents: workspace.createFileSystemWatcher("**/.finops-gate/**"),
    },
  });
  await client.start();
}

function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate };
