// The extension between an editor and a client library that only write down what they are told.
'use strict';
const assert = require('node:assert');
const Module = require('node:module');
const test = require('node:test');

const told = [];
const commands = {};
const settings = {};
let configurationChanged;
let startError = null;

const vscode = {
    workspace: {
        workspaceFolders: [{uri: {fsPath: '/home/me'}}],
        getConfiguration: () => ({get: (name, fallback) => name in settings ? settings[name] : fallback}),
        onDidChangeConfiguration: (listener) => { configurationChanged = listener; return {dispose() {}}; },
    },
    window: {
        createOutputChannel: () => ({appendLine: (line) => told.push(line), show: () => told.push('show'), dispose() {}}),
        showErrorMessage: async (message, action) => { told.push(message); return action; },
    },
    commands: {
        registerCommand: (name, run) => { commands[name] = run; return {dispose() {}}; },
        executeCommand: async (...words) => { told.push(words.join(' ')); },
    },
};

class LanguageClient {
    constructor(id, name, run, options) { this.run = run; this.options = options; }
    async start() {
        if (startError) throw startError;
        told.push(`start ${this.run.command} ${this.run.args.join(' ')}`);
    }
    async dispose() { told.push(`stop ${this.run.command}`); }
}

const load = Module._load;
Module._load = function (name, ...rest) {
    if (name === 'vscode') return vscode;
    if (name === 'vscode-languageclient/node') return {LanguageClient};
    return load.call(this, name, ...rest);
};
const extension = require('../src/extension');
const manifest = require('../package.json');
const take = () => told.splice(0);
const change = (...names) => configurationChanged({affectsConfiguration: (name) => names.includes(name)});

test('it starts the server, restarts it when its settings change, and stops it', async () => {
    const context = {subscriptions: []};
    await extension.activate(context);
    assert.ok(context.subscriptions.every((subscription) => typeof subscription.dispose === 'function'));
    assert.deepStrictEqual(take(), ['start memlint server']);
    settings.path = '${workspaceFolder}/memlint';
    settings.arguments = ['--isolated'];
    await change('memlint.trace.server');
    assert.deepStrictEqual(take(), []);
    await change('memlint.path');
    assert.deepStrictEqual(take(), ['stop memlint', 'start /home/me/memlint server --isolated']);
    settings.enable = false;
    await change('memlint.enable');
    assert.deepStrictEqual(take(), ['stop /home/me/memlint']);
    settings.enable = true;
    await commands['memlint.restart']();
    assert.deepStrictEqual(take(), ['start /home/me/memlint server --isolated']);
    await extension.deactivate();
    assert.deepStrictEqual(take(), ['stop /home/me/memlint']);
});

test('it says how to go on when the program is missing', async () => {
    startError = new Error('ENOENT');
    await commands['memlint.restart']();
    await new Promise(setImmediate);
    const [line, message, opened] = take();
    assert.match(line, /cannot run \/home\/me\/memlint: ENOENT/);
    assert.match(message, /set memlint\.path/);
    assert.strictEqual(opened, 'workbench.action.openSettings memlint.path');
    await extension.deactivate();
    assert.deepStrictEqual(take(), []);
});

test('every command of the manifest is registered', () => {
    assert.deepStrictEqual(manifest.contributes.commands.map(({command}) => command).sort(), Object.keys(commands).sort());
});
