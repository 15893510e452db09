// usage: node check_gitlab_ci.js FILE
//
// Holds a template of GitLab CI with inputs against tests/schemas/gitlab-ci.json, and checks that every input it uses is declared
// and that the report it announces is one that its script writes.
'use strict';
const fs = require('fs');
const path = require('path');
const Ajv = require('ajv/dist/2020');
const {parseAllDocuments} = require('yaml');

const text = fs.readFileSync(process.argv[2], 'utf8');
const [header, jobs] = parseAllDocuments(text).map((document) => {
    if (document.errors.length) throw document.errors[0];
    return document.toJS();
});
const problems = [];
const schema = JSON.parse(fs.readFileSync(path.join(__dirname, '../schemas/gitlab-ci.json'), 'utf8'));
const ajv = new Ajv({allErrors: true, strict: false}).addSchema(schema, 'ci');
for (const [part, value] of [['header', header], ['jobs', jobs]]) {
    const validate = ajv.getSchema(`ci#/$defs/${part}`);
    if (!validate(value)) for (const {instancePath, message} of validate.errors) problems.push(`${part}${instancePath} ${message}`);
}
for (const [, name] of text.matchAll(/\$\[\[ *inputs\.([\w-]+) *\]\]/g)) if (!(name in header.spec.inputs)) problems.push(`no input ${name}`);
for (const name of Object.keys(header.spec.inputs)) if (!text.includes(`$[[ inputs.${name} ]]`)) problems.push(`unused input ${name}`);
for (const job of Object.values(jobs))
    for (const file of Object.values(job.artifacts.reports)) if (!job.script.join('\n').includes(`=${file}`)) problems.push(`nothing writes ${file}`);
for (const problem of problems) console.log(problem);
process.exit(problems.length ? 1 : 0);
