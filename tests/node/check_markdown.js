// usage: node check_markdown.js FILE
//
// Parses a job summary with two parsers of CommonMark, one of them with GitHub's tables and automatic links, and fails for
// anything that memlint does not write itself: links, images, emphasis, code spans, raw HTML, headings, lists.
'use strict';
const fs = require('fs');
const commonmark = require('commonmark');
const MarkdownIt = require('markdown-it');

const text = fs.readFileSync(process.argv[2], 'utf8');
const tags = new Set(['<code>', '</code>', '<br>', '<sub>', '</sub>']);
const problems = [];

function checkInline(token) {
    const plain = new Set(['text', 'text_special', 'softbreak']);
    for (const child of token.children ?? []) {
        const isOurs = plain.has(child.type) || (child.type === 'html_inline' && tags.has(child.content));
        if (!isOurs) problems.push(`markdown-it: ${child.type} ${JSON.stringify(child.content)} in ${JSON.stringify(token.content)}`);
    }
}

const blocks = new Set(['heading_open', 'paragraph_open', 'bullet_list_open', 'list_item_open', 'table_open', 'thead_open', 'tbody_open',
    'tr_open', 'th_open', 'td_open', 'inline']);
let columns = 0, rows = [];
for (const token of new MarkdownIt({html: true, linkify: true}).parse(text, {})) {
    if (token.nesting >= 0 && !blocks.has(token.type)) problems.push(`markdown-it: block ${token.type} ${JSON.stringify(token.content)}`);
    if (token.type === 'inline') checkInline(token);
    if (token.type === 'tr_open') columns = 0;
    if (token.type === 'td_open') columns++;
    if (token.type === 'tr_close') rows.push(columns);
}
if (process.env.ROWS && rows.filter((count) => count === 3).length !== Number(process.env.ROWS)) problems.push(`rows of findings: ${rows}`);

const walker = new commonmark.Parser().parse(text).walker();
for (let event = walker.next(); event; event = walker.next()) {
    const {type, literal} = event.node;
    if (['link', 'image', 'emph', 'strong', 'code', 'code_block', 'html_block', 'block_quote', 'thematic_break'].includes(type)) problems.push(`commonmark: ${type}`);
    if (type === 'html_inline' && !tags.has(literal)) problems.push(`commonmark: ${literal}`);
}
for (const problem of problems) console.log(problem);
process.exit(problems.length ? 1 : 0);
