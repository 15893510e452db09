// usage: node check_server.js MEMLINT FOLDER SCENARIO
//
// One conversation with the language server, in an empty folder, through the client library of the protocol's authors.
'use strict';
const assert = require('assert');
const fs = require('fs');
const path = require('path');
const {CancellationTokenSource} = require('vscode-languageserver-protocol/node');
const {Client, Raw} = require('./server');

const [binary, folder, scenario] = process.argv.slice(2);
const uriOf = (name) => `file://${folder}/${name}`;
const uri = uriOf('sample.py');

const cached = 'import functools\n\n\nclass Report:\n    @functools.cache\n    def rows(self):\n        return [1, 2]\n';
const listed = 'def squares(count):\n    for number in list(range(count)):\n        print(number, "😀")\n';
// The block is acquired behind a character of four bytes, two UTF-16 code units.
const leak = '#include <stdlib.h>\n\nint first(void)\n{\n    /* 😀 */ char *block = malloc(16);\n    if (!block) return 1;\n    block[0] = 1;\n    return 0;\n}\n';

const pulling = {textDocument: {diagnostic: {}}};
const bytes = {general: {positionEncodings: ['utf-8', 'utf-16']}};
const ruleNames = (diagnostics) => diagnostics.map((diagnostic) => diagnostic.code);

// The text after edits, as an editor makes them: positions count UTF-16 code units.
function applied(text, edits) {
    const starts = [0];
    for (let i = 0; i < text.length; i++) if (text[i] === '\n') starts.push(i + 1);
    const offset = ({line, character}) => starts[line] + character;
    const sorted = edits.map((edit, index) => ({from: offset(edit.range.start), to: offset(edit.range.end), text: edit.newText, index}));
    sorted.sort((a, b) => b.from - a.from || b.index - a.index);
    for (const edit of sorted) text = text.slice(0, edit.from) + edit.text + text.slice(edit.to);
    return text;
}

const editsOf = (action, name = uri) => action.edit.changes ? action.edit.changes[name] : action.edit.documentChanges[0].edits;
const everywhere = {start: {line: 0, character: 0}, end: {line: 1000, character: 0}};
const actions = (client, range = everywhere, only = undefined, name = uri) =>
    client.ask('textDocument/codeAction', {textDocument: {uri: name}, range, context: {diagnostics: [], only}});
const pull = (client, name = uri, ...token) => client.ask('textDocument/diagnostic', {textDocument: {uri: name}}, ...token);

async function fails(promise, code) {
    const error = await promise.then(() => assert.fail('no error'), (reason) => reason);
    assert.strictEqual(error.code, code, error.message);
    return error;
}

// Runs one client from start to stop; its exit status must be 0.
async function talk(capabilities, conversation, args) {
    const client = new Client(binary, args);
    const answer = await client.start(folder, capabilities);
    await conversation(client, answer.capabilities);
    assert.strictEqual(await client.stop(), 0);
}

const scenarios = {
    // Without a word about pulling, diagnostics are published: at opening, after an edit, and none after closing.
    pushes: () => talk({}, async (client, can) => {
        assert.strictEqual(can.positionEncoding, 'utf-16');
        assert.strictEqual(can.diagnosticProvider, undefined);
        client.open(uriOf('sample.c'), 'c', leak);
        const [first, ...others] = await client.diagnostics(uriOf('sample.c'));
        assert.strictEqual(others.length, 0);
        assert.strictEqual(first.source, 'memlint');
        assert.ok(first.relatedInformation.length > 0);
        const line = leak.split('\n')[first.range.start.line];
        assert.ok(line.slice(first.range.start.character).startsWith('malloc(16)'), line);
        client.open(uri, 'python', cached);
        assert.deepStrictEqual(ruleNames(await client.diagnostics(uri)), ['cached-method']);
        client.change(uri, 2, [{range: {start: {line: 4, character: 0}, end: {line: 5, character: 0}}, text: ''}]);
        assert.deepStrictEqual(await client.diagnostics(uri, 2), []);
        client.change(uri, 3, [{text: cached}, {range: {start: {line: 0, character: 0}, end: {line: 0, character: 0}}, text: '# 😀\r\n'}]);
        assert.strictEqual((await client.diagnostics(uri, 3))[0].range.start.line, 5);
        client.tell('textDocument/didClose', {textDocument: {uri}});
        assert.deepStrictEqual(await client.diagnostics(uri, null), []);
    }),

    // A client that pulls gets answers and nothing else.
    pulls: () => talk(pulling, async (client, can) => {
        assert.strictEqual(can.diagnosticProvider.interFileDependencies, false);
        client.open(uri, 'python', cached);
        const report = await pull(client);
        assert.strictEqual(report.kind, 'full');
        assert.deepStrictEqual(ruleNames(report.items), ['cached-method']);
        client.change(uri, 2, [{text: 'x = 1\n'}]);
        assert.deepStrictEqual((await pull(client)).items, []);
        assert.deepStrictEqual((await pull(client, uriOf('never-opened.py'))).items, []);
        assert.deepStrictEqual(client.published, []);
    }),

    // An edit ends the requests that ask about the old text; $/cancelRequest ends one.
    cancels: () => talk(pulling, async (client) => {
        client.open(uri, 'python', cached);
        const old = fails(pull(client), -32802), action = fails(actions(client), -32801);
        client.change(uri, 2, [{text: cached + '\n'}]);
        assert.strictEqual((await old).data.retriggerRequest, true);
        await action;
        const source = new CancellationTokenSource();
        const cancelled = fails(pull(client, uri, source.token), -32800);
        const other = pull(client);
        source.cancel();
        await cancelled;
        assert.deepStrictEqual(ruleNames((await other).items), ['cached-method']);
    }),

    // Columns are bytes for a client that can count them.
    encodings: async () => {
        const columns = [];
        for (const capabilities of [{}, bytes, {general: {}}, {general: {positionEncodings: ['utf-32', 'utf-16']}}])
            await talk(capabilities, async (client, can) => {
                client.open(uriOf('sample.c'), 'c', leak);
                const [{relatedInformation, range}] = await client.diagnostics(uriOf('sample.c'));
                const places = [range, ...relatedInformation.map(({location}) => location.range)];
                columns.push([can.positionEncoding, Math.max(...places.filter(({start}) => start.line === 4).map(({start}) => start.character))]);
            });
        const [utf16, utf8, ...others] = columns;
        assert.strictEqual(utf8[0], 'utf-8');
        assert.strictEqual(utf8[1], utf16[1] + 2);
        for (const other of others) assert.deepStrictEqual(other, utf16);
    },

    // A quick fix makes the finding go; one that wants a review says so and is not preferred.
    fixes: () => talk(pulling, async (client) => {
        const moved = cached.replace('import', '# 😀\r\nimport');
        client.open(uri, 'python', moved);
        const [fix, suppression] = (await actions(client)).filter(({kind}) => kind === 'quickfix');
        assert.match(fix.title, /unsafe/);
        assert.strictEqual(fix.isPreferred, undefined);
        assert.strictEqual(fix.diagnostics[0].code, 'cached-method');
        assert.match(suppression.title, /Suppress cached-method for this line/);
        client.change(uri, 2, [{text: applied(moved, editsOf(fix))}]);
        assert.deepStrictEqual((await pull(client)).items, []);
        client.open(uriOf('listed.py'), 'python', listed);
        const [safe] = await actions(client, everywhere, ['quickfix'], uriOf('listed.py'));
        assert.strictEqual(safe.isPreferred, true);
        assert.strictEqual(applied(listed, editsOf(safe, uriOf('listed.py'))), listed.replace('list(range(count))', 'range(count)'));
        const beside = {start: {line: 0, character: 0}, end: {line: 0, character: 3}};
        assert.deepStrictEqual(await actions(client, beside, undefined, uriOf('listed.py')).then((all) => all.filter(({kind}) => kind === 'quickfix')), []);
    }),

    // All safe fixes: with the action, or later for a client that resolves edits; unsafe ones are left alone.
    'fixes-all': async () => {
        const text = listed + cached;
        const wanted = text.replace('list(range(count))', 'range(count)');
        await talk({...pulling, workspace: {workspaceEdit: {documentChanges: true}}}, async (client) => {
            client.open(uri, 'python', text, 7);
            const [action, ...others] = await actions(client, {start: {line: 0, character: 0}, end: {line: 0, character: 0}}, ['source.fixAll']);
            assert.strictEqual(others.length, 0);
            assert.strictEqual(action.kind, 'source.fixAll.memlint');
            assert.strictEqual(action.edit.documentChanges[0].textDocument.version, 7);
            assert.strictEqual(applied(text, editsOf(action)), wanted);
            assert.deepStrictEqual(await actions(client, everywhere, ['refactor']), []);
        });
        const codeAction = {dataSupport: true, resolveSupport: {properties: ['edit']}};
        await talk({textDocument: {diagnostic: {}, codeAction}}, async (client) => {
            client.open(uri, 'python', text);
            const [action] = await actions(client, everywhere, ['source.fixAll.memlint']);
            assert.strictEqual(action.edit, undefined);
            const resolved = await client.ask('codeAction/resolve', action);
            assert.strictEqual(applied(text, editsOf(resolved)), wanted);
            client.change(uri, 2, [{text: wanted}]);
            await fails(client.ask('codeAction/resolve', action), -32801);
            assert.deepStrictEqual(await actions(client, everywhere, ['source']), []);
        });
    },

    // The comment that an action writes silences its finding, whatever stands on the line.
    suppresses: () => talk(pulling, async (client) => {
        const texts = {
            'plain.py': cached,
            'comment.py': cached.replace('functools.cache\n', 'functools.cache  # kept\n'),
            'windows.py': cached.replace(/\n/g, '\r\n'),
            'open.py': 'def f(count):\n    for row in list(range(count)): print(row, """a\nb""")\n',
            'plain.c': leak,
            'macro.c': leak.replace('    return 0;', '    return \\\n        0;'),
        };
        for (const [name, text] of Object.entries(texts)) {
            client.open(uriOf(name), name.endsWith('.c') ? 'c' : 'python', text);
            const before = (await pull(client, uriOf(name))).items;
            assert.ok(before.length > 0, name);
            const offered = (await actions(client, everywhere, ['quickfix'], uriOf(name))).filter(({title}) => title.startsWith('Suppress'));
            const after = applied(text, editsOf(offered[0], uriOf(name)));
            client.change(uriOf(name), 2, [{text: after}]);
            const left = (await pull(client, uriOf(name))).items;
            assert.strictEqual(left.length, before.length - 1, `${name}:\n${after}\n${JSON.stringify(left)}`);
        }
    }),

    // Hovering over a finding, or over the name of a rule in a suppression, shows the rule's page.
    hovers: () => talk({textDocument: {hover: {contentFormat: ['markdown', 'plaintext']}}}, async (client) => {
        client.open(uri, 'python', cached.replace('functools.cache\n', 'functools.cache\n    # memlint: ignore[mutable-default]\n'));
        const at = (line, character) => client.ask('textDocument/hover', {textDocument: {uri}, position: {line, character}});
        const page = await at(4, 8);
        assert.strictEqual(page.contents.kind, 'markdown');
        assert.match(page.contents.value, /^# cached-method\n/);
        assert.strictEqual(page.range.start.line, 4);
        assert.match((await at(5, 24)).contents.value, /# mutable-default\n/);
        assert.strictEqual(await at(0, 0), null);
    }),

    // The nearest configuration speaks of a file; one that can't be read is told, and read again when it was mended.
    configures: () => talk({workspace: {didChangeWatchedFiles: {dynamicRegistration: true}}}, async (client) => {
        for (const name of ['strict', 'lax/deep', 'broken', 'skipped']) fs.mkdirSync(path.join(folder, name), {recursive: true});
        fs.writeFileSync(path.join(folder, 'memlint.toml'), 'exclude = ["skipped"]\n');
        fs.writeFileSync(path.join(folder, 'lax/memlint.toml'), 'ignore = ["cached-method"]\n');
        fs.writeFileSync(path.join(folder, 'broken/memlint.toml'), 'ignroe = ["cached-method"]\n');
        for (const name of ['strict', 'lax/deep', 'broken', 'skipped']) client.open(uriOf(`${name}/a.py`), 'python', cached);
        assert.deepStrictEqual(ruleNames(await client.diagnostics(uriOf('strict/a.py'))), ['cached-method']);
        assert.deepStrictEqual(await client.diagnostics(uriOf('lax/deep/a.py')), []);
        assert.deepStrictEqual(await client.diagnostics(uriOf('skipped/a.py')), []);
        const [trouble] = await client.diagnostics(uriOf('broken/a.py'));
        assert.match(trouble.message, /not analysed: broken\/memlint\.toml:1:1.*ignroe/);
        assert.ok(client.asked[0].registrations[0].registerOptions.watchers.length > 0);
        fs.writeFileSync(path.join(folder, 'broken/memlint.toml'), 'ignore = []\n');
        client.published = [];
        client.tell('workspace/didChangeWatchedFiles', {changes: [{uri: uriOf('broken/memlint.toml'), type: 2}]});
        assert.deepStrictEqual(ruleNames(await client.diagnostics(uriOf('broken/a.py'))), ['cached-method']);
    }),

    // What --select says on the server's command line holds over every configuration.
    options: () => talk({}, async (client) => {
        client.open(uri, 'python', cached + listed);
        assert.deepStrictEqual(ruleNames(await client.diagnostics(uri)), ['needless-list-in-for']);
    }, ['--select', 'needless-list-in-for']),

    // Documents without a file, of other languages, and of odd names.
    names: () => talk({}, async (client) => {
        client.open('untitled:Untitled-1', 'python', cached);
        assert.deepStrictEqual(ruleNames(await client.diagnostics('untitled:Untitled-1')), ['cached-method']);
        client.open(uriOf('a%20b%C3%A4%25.py'), 'python', cached);
        assert.deepStrictEqual(ruleNames(await client.diagnostics(uriOf('a%20b%C3%A4%25.py'))), ['cached-method']);
        client.open(uriOf('a.rs'), 'rust', cached);
        client.open(uriOf('a.ipynb'), 'python', cached);
        assert.strictEqual(await client.ask('textDocument/hover', {textDocument: {uri: uriOf('a.rs')}, position: {line: 4, character: 8}}), null);
        client.open(uriOf('nul.py'), 'python', cached + '"\u0000"\n');
        await client.diagnostics(uriOf('nul.py'));
        assert.ok(!client.published.some((params) => /\.rs$|\.ipynb$/.test(params.uri)));
    }),

    // A finding that another file of the workspace disproves goes when that file was read, and comes back when it changes in the editor.
    surveys: async () => {
        const cache = '_cache = {}\n\n\ndef put(key, value):\n    _cache[key] = value\n\n\ndef get(key):\n    return _cache.get(key)\n';
        const other = 'import cache\n\n\ndef clear():\n    cache._cache.clear()\n';
        fs.writeFileSync(path.join(folder, 'cache.py'), cache);
        fs.writeFileSync(path.join(folder, 'other.py'), other);
        await talk({}, async (client) => {
            client.open(uriOf('cache.py'), 'python', cache);
            assert.deepStrictEqual(ruleNames(await client.diagnostics(uriOf('cache.py'))), ['unbounded-cache']);
            client.published = [];
            assert.deepStrictEqual(await client.diagnostics(uriOf('cache.py')), []);
            client.open(uriOf('other.py'), 'python', other);
            client.change(uriOf('other.py'), 2, [{text: 'import cache\n'}]);
            await client.diagnostics(uriOf('other.py'), 2);
            client.change(uriOf('cache.py'), 2, [{text: cache + '\n'}]);
            assert.deepStrictEqual(ruleNames(await client.diagnostics(uriOf('cache.py'), 2)), ['unbounded-cache']);
        });
        await talk({textDocument: {diagnostic: {}}, workspace: {diagnostics: {refreshSupport: true}}}, async (client) => {
            client.open(uriOf('cache.py'), 'python', cache);
            assert.deepStrictEqual(ruleNames((await pull(client, uriOf('cache.py'))).items), ['unbounded-cache']);
            await client.request('refresh');
            assert.deepStrictEqual((await pull(client, uriOf('cache.py'))).items, []);
        });
    },

    // An analysis that dies costs its own answer: the document says so, the others and the next edit do not notice.
    survives: () => talk({}, async (client) => {
        const children = (pid) => fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
        const slow = 'def f(x):\n    return x\n\n\n'.repeat(100000);
        client.open(uri, 'python', slow);
        const killed = [];
        while (killed.length < 2) {  // a file that crashes its worker is tried once more by another
            await new Promise((resolve) => setTimeout(resolve, 5));
            const workers = children(client.process.pid).flatMap(children).filter((pid) => !killed.includes(pid));
            if (!workers.length) continue;
            killed.push(workers[0]);
            process.kill(workers[0], 'SIGKILL');
        }
        const [trouble] = await client.diagnostics(uri);
        assert.match(trouble.message, /^not analysed: the analysis crashed \(signal 9\)/);
        client.change(uri, 2, [{text: slow}]);
        let analysis;
        while (!analysis) {
            await new Promise((resolve) => setTimeout(resolve, 5));
            [analysis] = children(client.process.pid);
        }
        process.kill(analysis, 'SIGKILL');
        assert.match((await client.diagnostics(uri, 2))[0].message, /^not analysed: the analysis died/);
        client.change(uri, 3, [{text: slow}]);
        while (!children(client.process.pid).length) await new Promise((resolve) => setTimeout(resolve, 5));
        client.change(uri, 4, [{text: cached}]);
        assert.deepStrictEqual(ruleNames(await client.diagnostics(uri, 4)), ['cached-method']);
        assert.ok(!client.published.some(({version}) => version === 3));
    }),

    // Requests out of their time, methods that are not known, and both ways to leave.
    lives: async () => {
        let server = new Raw(binary);
        server.send({id: 1, method: 'textDocument/hover', params: {}});
        assert.strictEqual((await server.answer(1)).error.code, -32002);
        server.send({method: 'textDocument/didOpen', params: {textDocument: {uri, languageId: 'python', version: 1, text: cached}}});
        server.send({id: 'two', method: 'initialize', params: {capabilities: {}}});
        assert.strictEqual((await server.answer('two')).result.serverInfo.name, 'memlint');
        const errors = {
            '{"id":3,"method":"initialize"}': -32600,
            '{"id":3,"method":"textDocument/rename","params":{}}': -32601,
            '{"id":3,"method":"textDocument/didOpen","params":{}}': -32601,
            '{"id":3,"method":"textDocument/hover","params":[1]}': -32602,
            '{"id":3,"method":"textDocument/codeAction"}': -32602,
            '{"id":3}': -32600,
        };
        for (const [message, code] of Object.entries(errors)) {
            server.send(message);
            assert.strictEqual((await server.answer(3)).error.code, code, message);
        }
        server.send({method: '$/unknown'});
        server.send({method: 'initialize'});
        server.send({id: 4, method: 'shutdown'});
        assert.strictEqual((await server.answer(4)).result, null);
        server.send({id: 5, method: 'shutdown'});
        assert.strictEqual((await server.answer(5)).error.code, -32600);
        server.send({method: 'exit'});
        assert.strictEqual(await server.end(), 0);
        server = new Raw(binary);
        server.send({method: 'exit'});
        assert.strictEqual(await server.end(), 1);
        server = new Raw(binary);
        server.process.stdin.end();
        assert.strictEqual(await server.end(), 1);
    },

    // Whatever comes, the server says what is wrong and goes on with the next message.
    malformed: async () => {
        const server = new Raw(binary);
        const broken = async (bytes, what) => {
            server.write(bytes);
            assert.strictEqual((await server.answer(null)).error.code, -32700, what);
        };
        server.send({id: 1, method: 'initialize', params: {capabilities: {}}});
        await server.answer(1);
        await broken('Content-Type: text/plain\r\n\r\n', 'a header without a length');
        await broken('Content-Length: -5\r\n\r\n', 'a negative length');
        await broken('Content-Length: 99999999999999999999999999\r\n\r\n', 'a length beyond all numbers');
        await broken('Content-Length: 1e3\r\n\r\n', 'a length in other words');
        await broken('Content-Length: 0\r\n\r\n', 'an empty body');
        await broken('Content-Length: 3\r\n\r\n{"a', 'a cut body');
        await broken('Content-Length: 4\r\n\r\n\xff\xfe\xff\xfe', 'a body that is no UTF-8');
        await broken(`Content-Length: 200000\r\n\r\n${'['.repeat(200000)}`, 'a body that is too deep');
        await broken('x'.repeat(5000), 'what never becomes a header');
        await broken('\r\n\r\n', 'an empty header');
        await broken(`Content-Length: 70000000\r\n\r\n`, 'a body that is too large');
        for (let i = 0; i < 70; i++) server.write(Buffer.alloc(1000000, ' '));
        for (const body of ['[]', '1', 'null', '""', '{}', '{"method":5,"id":2}', '[{"jsonrpc":"2.0","id":2,"method":"shutdown"}]']) {
            server.send(body);
            const {error} = await server.next((message) => message.error, body);
            assert.ok([-32600, -32700].includes(error.code), body);
        }
        const odd = [{}, [], null, 1, 'x', {textDocument: null}, {textDocument: []}, {textDocument: {uri: 5}}, {textDocument: {uri}},
                     {textDocument: {uri}, contentChanges: [null, 1, {}, {range: 7, text: 8}]}, {textDocument: {uri, text: 3}}, {event: {added: [1], removed: 'x'}},
                     {textDocument: {uri}, contentChanges: [{range: {start: {line: -1, character: 1e30}, end: {line: 4294967296, character: 'x'}}, text: '\u0000'}]},
                     {textDocument: {uri}, range: {start: {line: 9e18, character: -9}}, context: {only: [1, null]}}, {id: {}}, {id: null}];
        const methods = ['initialized', 'textDocument/didOpen', 'textDocument/didChange', 'textDocument/didSave', '$/cancelRequest', '$/setTrace',
                         'workspace/didChangeWorkspaceFolders', 'workspace/didChangeConfiguration', 'textDocument/hover', 'textDocument/codeAction',
                         'codeAction/resolve', 'textDocument/diagnostic', 'textDocument/didClose'];
        for (const method of methods) for (const params of odd) server.send({method, params});
        for (const method of methods) for (const params of odd) server.send({id: 77, method, params});
        server.send({id: 78, method: 'shutdown'});
        await server.answer(78);
        const last = JSON.stringify({jsonrpc: '2.0', method: 'exit'});
        const frame = `content-length:${last.length}\nContent-Type: application/vscode-jsonrpc; charset=utf-8\n\n${last}`;
        for (const byte of frame) server.write(byte);
        assert.strictEqual(await server.end(), 0);
        const cut = new Raw(binary);
        cut.write('Content-Length: 500\r\n\r\n{"jsonrpc"');
        cut.process.stdin.end();
        assert.strictEqual(await cut.end(), 1);
    },
};

// Numbers that look random and are the same in each run.
function randomNumbers(seed) {
    return (below) => {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        return Math.floor(seed / 4294967296 * below);
    };
}

// Thousands of messages with a value, or some bytes, replaced; then bytes without any frame. At the end the server still answers.
scenarios.fuzzes = async () => {
    const random = randomNumbers(20);
    const odd = [null, true, -1, 0, 1, 7, 4294967296, 1e300, -0.5, '', 'x', '\u0000', '\ud83d', uri, 'file:///', [], {}, [[]], {uri}, 'a'.repeat(70000)];
    const range = {start: {line: 1, character: 2}, end: {line: 3, character: 4}}, textDocument = {uri, version: 3};
    const messages = [
        {method: 'textDocument/didOpen', params: {textDocument: {uri, languageId: 'python', version: 1, text: cached}}},
        {method: 'textDocument/didChange', params: {textDocument, contentChanges: [{range, text: 'x\n'}, {text: listed}]}},
        {method: 'textDocument/didSave', params: {textDocument}},
        {method: 'textDocument/didClose', params: {textDocument}},
        {id: 5, method: 'textDocument/codeAction', params: {textDocument, range, context: {diagnostics: [], only: ['source']}}},
        {id: 6, method: 'textDocument/hover', params: {textDocument, position: range.start}},
        {id: 7, method: 'textDocument/diagnostic', params: {textDocument}},
        {id: 8, method: 'codeAction/resolve', params: {title: 'x', data: {uri, revision: 2}}},
        {method: '$/cancelRequest', params: {id: 6}},
        {method: 'workspace/didChangeWorkspaceFolders', params: {event: {added: [{uri: `file://${folder}`}], removed: [{uri: 'file:///'}]}}},
    ];
    // Replaces some member, however deep.
    const replace = (value) => {
        const keys = value && typeof value === 'object' ? Object.keys(value) : [];
        if (!keys.length || random(6) === 0) return odd[random(odd.length)];
        const key = keys[random(keys.length)];
        value[key] = replace(value[key]);
        return value;
    };
    const server = new Raw(binary);
    server.send({id: 1, method: 'initialize', params: {capabilities: {}}});
    await server.answer(1);
    for (let i = 0; i < 3000; i++) {
        const message = JSON.parse(JSON.stringify(messages[random(messages.length)]));
        const params = random(3) ? replace(message.params) : message.params;
        const body = Buffer.from(JSON.stringify({jsonrpc: '2.0', ...message, params}));
        for (let j = random(12) ? 0 : 3; j > 0; j--) body[random(body.length)] = random(256);
        server.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
    }
    for (let i = 0; i < 50; i++) server.write(Buffer.from(Array.from({length: 2000}, () => '\r\n:Content-Lgh0123 {}"'.charCodeAt(random(22)))));
    server.write('\r\n\r\n' + 'x'.repeat(5000)); // whatever was left open ends here
    const body = '{"jsonrpc":"2.0","id":"last","method":"shutdown"}';
    const ask = setInterval(() => server.write(`\r\n\r\nContent-Length: ${body.length}\r\n\r\n${body}`), 200);
    const answer = await server.answer('last');
    clearInterval(ask);
    assert.strictEqual(answer.result, null);
    server.send({method: 'exit'});
    assert.strictEqual(await server.end(), 0);
};

scenarios[scenario]().then(() => process.exit(0), (error) => {
    console.log(error.stack);
    process.exit(1);
});
