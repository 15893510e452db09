'use strict';
const assert = require('node:assert');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');
const {documentSelector, programPath, serverCommand} = require('../src/settings');
const manifest = require('../package.json');

test('a program is found through PATH, in the home folder or in the workspace', () => {
    assert.strictEqual(programPath('memlint'), 'memlint');
    assert.strictEqual(programPath('  '), 'memlint');
    assert.strictEqual(programPath('~/bin/memlint'), path.join(os.homedir(), 'bin/memlint'));
    assert.strictEqual(programPath('${workspaceFolder}/build/memlint', '/home/me'), '/home/me/build/memlint');
    assert.strictEqual(programPath('${workspaceFolder}/build/memlint'), '${workspaceFolder}/build/memlint');
});

test('arguments follow the command, and a switched-off memlint has none', () => {
    const settings = {enable: true, path: 'memlint', arguments: ['--select', 'release']};
    assert.deepStrictEqual(serverCommand(settings), {command: 'memlint', args: ['server', '--select', 'release']});
    assert.strictEqual(serverCommand({...settings, enable: false}), null);
});

test('the manifest starts the extension for the languages that it lints, and only in trusted workspaces', () => {
    const languages = new Set(documentSelector.map(({language}) => `onLanguage:${language}`));
    assert.deepStrictEqual(new Set(manifest.activationEvents), languages);
    assert.strictEqual(manifest.capabilities.untrustedWorkspaces.supported, false);
    for (const name of ['path', 'arguments']) assert.strictEqual(manifest.contributes.configuration.properties[`memlint.${name}`].scope, 'machine-overridable');
});
