// Runs `memlint server` and talks to it as a client does; used by check_server.js.
'use strict';
const {spawn} = require('child_process');
const {createProtocolConnection, StreamMessageReader, StreamMessageWriter} = require('vscode-languageserver-protocol/node');

const PATIENCE = 120000; // milliseconds: the machine may be busy

function within(promise, what) {
    let timer;
    const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`${what}: nothing came`)), PATIENCE); });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

class Server {
    constructor(binary, args = []) {
        this.process = spawn(binary, ['server', ...args], {stdio: ['pipe', 'pipe', 'inherit']});
        this.ended = new Promise((resolve) => this.process.on('exit', (status, signal) => resolve(signal || status)));
    }

    // The status of the process, or the signal that ended it.
    end() { return within(this.ended, 'the end of the server'); }
}

// A server behind the protocol's own client library.
class Client extends Server {
    constructor(binary, args) {
        super(binary, args);
        this.connection = createProtocolConnection(new StreamMessageReader(this.process.stdout), new StreamMessageWriter(this.process.stdin));
        this.published = []; // every textDocument/publishDiagnostics
        this.waiting = [];
        this.asked = []; // requests of the server
        this.connection.onNotification('textDocument/publishDiagnostics', (params) => {
            this.published.push(params);
            this.waiting.splice(0).forEach((wake) => wake());
        });
        this.connection.onRequest('client/registerCapability', (params) => { this.asked.push(params); return null; });
        this.connection.onRequest('workspace/diagnostic/refresh', () => {
            this.asked.push('refresh');
            this.waiting.splice(0).forEach((wake) => wake());
            return null;
        });
        this.connection.listen();
    }

    async start(root, capabilities = {}) {
        const workspaceFolders = [{uri: `file://${root}`, name: 'test'}];
        const answer = await this.ask('initialize', {processId: process.pid, rootUri: null, capabilities, workspaceFolders});
        this.tell('initialized', {});
        return answer;
    }

    ask(method, params, ...token) { return within(this.connection.sendRequest(method, params, ...token), method); }

    tell(method, params) { return this.connection.sendNotification(method, params); }

    open(uri, languageId, text, version = 1) { return this.tell('textDocument/didOpen', {textDocument: {uri, languageId, version, text}}); }

    change(uri, version, contentChanges) { return this.tell('textDocument/didChange', {textDocument: {uri, version}, contentChanges}); }

    // The diagnostics that were published for this version of the document; null = for none, after it was closed.
    async diagnostics(uri, version = 1) {
        for (;;) {
            const found = this.published.find((params) => params.uri === uri && (params.version ?? null) === version);
            if (found) return found.diagnostics;
            await within(new Promise((resolve) => this.waiting.push(resolve)), `diagnostics of ${uri}`);
        }
    }

    // Waits for a request of the server.
    async request(what) {
        while (!this.asked.includes(what)) await within(new Promise((resolve) => this.waiting.push(resolve)), what);
    }

    async stop() {
        await this.ask('shutdown', null);
        this.tell('exit');
        return this.end();
    }
}

// A server that is sent bytes as they are.
class Raw extends Server {
    constructor(binary) {
        super(binary);
        this.bytes = Buffer.alloc(0);
        this.messages = [];
        this.waiting = [];
        this.process.stdin.on('error', () => {});
        this.process.stdout.on('data', (data) => this.take(data));
    }

    take(data) {
        this.bytes = Buffer.concat([this.bytes, data]);
        for (;;) {
            const end = this.bytes.indexOf('\r\n\r\n');
            if (end < 0) return;
            const length = Number(/Content-Length: (\d+)/.exec(this.bytes.toString('latin1', 0, end))[1]);
            if (this.bytes.length < end + 4 + length) return;
            this.messages.push(JSON.parse(this.bytes.toString('utf8', end + 4, end + 4 + length)));
            this.bytes = this.bytes.subarray(end + 4 + length);
            this.waiting.splice(0).forEach((wake) => wake());
        }
    }

    write(bytes) { this.process.stdin.write(bytes); }

    send(message) {
        const body = typeof message === 'string' ? message : JSON.stringify({jsonrpc: '2.0', ...message});
        this.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    }

    // The first message that fits and was not taken before.
    async next(fits, what) {
        for (;;) {
            const index = this.messages.findIndex(fits);
            if (index >= 0) return this.messages.splice(index, 1)[0];
            await within(new Promise((resolve) => this.waiting.push(resolve)), what);
        }
    }

    answer(id) { return this.next((message) => message.id === id && !message.method, `the answer to ${id}`); }
}

module.exports = {Client, Raw};
