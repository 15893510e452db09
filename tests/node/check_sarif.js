// usage: node check_sarif.js FILE
//
// Holds a SARIF file against the schema (ajv) and against the rules of the official validator, `Sarif;Ghas`. Prints what they
// say; exits with 1 when there is an error or a warning that is not listed here.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const {execFileSync} = require('child_process');
const Ajv = require('ajv/dist/2020');
const addFormats = require('ajv-formats');

const platform = {linux: 'linux', darwin: 'darwin'}[process.platform];
const multitool = path.join(__dirname, 'node_modules', '@microsoft', `sarif-multitool-${platform}`);

// SARIF2005 wants an address for information on the tool; there is none yet.
const accepted = new Set(['SARIF2005']);

function schemaErrors(document) {
    const ajv = new Ajv({strict: false, allErrors: true});
    addFormats(ajv);
    const schema = JSON.parse(fs.readFileSync(path.join(multitool, 'sarif-2.1.0.json'), 'utf8'));
    const validate = ajv.compile(schema);
    return validate(document) ? [] : validate.errors.map((e) => `error schema ${e.instancePath} ${e.message}`);
}

// The validator exits with 0 whatever it finds: what counts is the SARIF file that it writes.
function validatorMessages(file) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memlint-sarif-'));
    const output = path.join(folder, 'out.sarif');
    const args = ['validate', file, '-o', output, '--log', 'ForceOverwrite', '--rule-kind', 'Sarif;Ghas'];
    execFileSync(path.join(multitool, 'Sarif.Multitool'), args, {stdio: 'pipe'});
    const {runs} = JSON.parse(fs.readFileSync(output, 'utf8').replace(/^\ufeff/, ''));
    fs.rmSync(folder, {recursive: true});
    return runs[0].results.map((result) => {
        const where = result.locations?.[0]?.physicalLocation?.region;
        const text = result.message.text ?? JSON.stringify(result.message.arguments);
        return {id: result.ruleId, level: result.level ?? 'warning', text: `${where?.startLine}:${where?.startColumn} ${text}`};
    });
}

const file = process.argv[2];
const problems = schemaErrors(JSON.parse(fs.readFileSync(file, 'utf8')));
for (const {id, level, text} of validatorMessages(file)) {
    if (level === 'error' || (level === 'warning' && !accepted.has(id.split('/')[0]))) problems.push(`${level} ${id} ${text}`);
    else if (process.env.VERBOSE) console.log(`(${level} ${id} ${text})`);
}
for (const problem of problems) console.log(problem);
process.exit(problems.length ? 1 : 0);
