// usage: node check_schema.js SCHEMA FILE
//
// Holds a JSON file against one of tests/schemas/. Prints what does not fit; exits with 1 then.
'use strict';
const fs = require('fs');
const Ajv = require('ajv/dist/2020');

const [schema, document] = process.argv.slice(2).map((file) => JSON.parse(fs.readFileSync(file, 'utf8')));
const validate = new Ajv({allErrors: true, strictRequired: false}).compile(schema);
if (!validate(document)) {
    for (const {instancePath, message} of validate.errors) console.log(`${instancePath} ${message}`);
    process.exit(1);
}
