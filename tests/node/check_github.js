// usage: node check_github.js FILE
//
// Reads workflow commands as the runner does (actions/runner, ActionCommand.TryParseV2) and prints one JSON array of
// {command, properties, data}. Exits with 1 when a line is none, or when a property is one that annotations do not have.
'use strict';
const fs = require('fs');

const unescape = (text, pairs) => pairs.reduce((done, [code, char]) => done.replaceAll(code, char), text);
const dataOf = (text) => unescape(text, [['%0D', '\r'], ['%0A', '\n'], ['%25', '%']]);
const propertyOf = (text) => unescape(text, [['%0D', '\r'], ['%0A', '\n'], ['%3A', ':'], ['%2C', ','], ['%25', '%']]);
const known = {error: 1, warning: 1, notice: 1};
const fields = new Set(['file', 'line', 'endLine', 'col', 'endColumn', 'title']);

function parse(line) {
    if (!line.startsWith('::')) throw new Error(`no command: ${JSON.stringify(line)}`);
    const end = line.indexOf('::', 2);
    const head = line.slice(2, end), space = head.indexOf(' ');
    const command = space < 0 ? head : head.slice(0, space);
    const properties = {};
    for (const pair of space < 0 ? [] : head.slice(space + 1).split(',').filter(Boolean)) {
        const equals = pair.indexOf('=');
        properties[pair.slice(0, equals)] = propertyOf(pair.slice(equals + 1));
    }
    if (!known[command]) throw new Error(`unknown command '${command}'`);
    for (const name of Object.keys(properties)) if (!fields.has(name)) throw new Error(`unknown property '${name}'`);
    return {command, properties, data: dataOf(line.slice(end + 2))};
}

// The runner ends a line at either kind of line end.
const lines = fs.readFileSync(process.argv[2], 'utf8').split(/\r\n|\n|\r/);
if (lines.pop() !== '') throw new Error('the last line has no end');
const commands = lines.map(parse);
const hostile = commands.filter(({properties}) => properties.file?.startsWith('d %#?:'));
if (process.env.HOSTILE && hostile.length !== Number(process.env.HOSTILE)) throw new Error(`${hostile.length} hostile files`);
for (const {properties} of hostile) if (properties.line !== '1' || properties.title !== 'memlint (sample-growth)') throw new Error(JSON.stringify(properties));
