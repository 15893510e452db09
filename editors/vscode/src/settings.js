// From the settings of the editor to the server's command line. Knows nothing of VS Code, so that tests need none.
'use strict';
const os = require('os');
const path = require('path');

// Replaces ~ and ${workspaceFolder}. A name without a folder is left to PATH.
function programPath(setting, workspaceFolder) {
    let program = setting.trim() || 'memlint';
    if (program === '~' || program.startsWith('~/')) program = path.join(os.homedir(), program.slice(1));
    if (workspaceFolder) program = program.replaceAll('${workspaceFolder}', workspaceFolder);
    return program;
}

// What to run; null when the user switched memlint off.
function serverCommand(settings, workspaceFolder) {
    if (!settings.enable) return null;
    return {command: programPath(settings.path, workspaceFolder), args: ['server', ...settings.arguments]};
}

const documentSelector = [];
for (const language of ['c', 'python']) for (const scheme of ['file', 'untitled']) documentSelector.push({language, scheme});

module.exports = {documentSelector, programPath, serverCommand};
