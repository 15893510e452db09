// A thin client: it starts `memlint server` and hands everything else to the protocol.
'use strict';
const vscode = require('vscode');
const {LanguageClient} = require('vscode-languageclient/node');
const {documentSelector, serverCommand} = require('./settings');

let client;
let output;

function readSettings() {
    const settings = vscode.workspace.getConfiguration('memlint');
    return {enable: settings.get('enable', true), path: settings.get('path', 'memlint'), arguments: settings.get('arguments', [])};
}

async function tellOfFailure(command, reason) {
    output.appendLine(`cannot run ${command}: ${reason}`);
    const choice = await vscode.window.showErrorMessage(
        `memlint does not start: '${command}' can't be run as a language server. Install memlint, or set memlint.path.`, 'Open settings');
    if (choice) await vscode.commands.executeCommand('workbench.action.openSettings', 'memlint.path');
}

async function start() {
    const [folder] = vscode.workspace.workspaceFolders || [];
    const run = serverCommand(readSettings(), folder && folder.uri.fsPath);
    if (!run) return;
    client = new LanguageClient('memlint', 'memlint', run, {documentSelector, outputChannel: output});
    try {
        await client.start();
    } catch (error) {
        client = undefined;
        tellOfFailure(run.command, error.message);
    }
}

async function stop() {
    const running = client;
    client = undefined;
    if (running) await running.dispose();
}

async function restart() {
    await stop();
    await start();
}

async function activate(context) {
    output = vscode.window.createOutputChannel('memlint');
    context.subscriptions.push(
        output,
        vscode.commands.registerCommand('memlint.restart', restart),
        vscode.commands.registerCommand('memlint.showOutput', () => output.show()),
        vscode.workspace.onDidChangeConfiguration((event) => {
            const concerns = ['memlint.enable', 'memlint.path', 'memlint.arguments'];
            return concerns.some((name) => event.affectsConfiguration(name)) ? restart() : undefined;
        }));
    await start();
}

module.exports = {activate, deactivate: stop};
