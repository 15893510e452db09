// usage: node check_github_yaml.mjs FILE
//
// Reads an action.yml, or the workflows in the code blocks of a Markdown file, with GitHub's own parser and holds them against
// GitHub's schemas. Prints what it objects to; exits with 1 then. Also fails for other code blocks that are no YAML, and when a
// value of the workflow is pasted into a script of the action, where it would be run.
import fs from 'node:fs';
import {parse} from 'yaml';
import {JSONObjectReader} from '@actions/workflow-parser/templates/json-object-reader';
import {TemplateSchema} from '@actions/workflow-parser/templates/schema/template-schema';
import {TemplateContext, TemplateValidationErrors} from '@actions/workflow-parser/templates/template-context';
import {readTemplate} from '@actions/workflow-parser/templates/template-reader';
import {NoOperationTraceWriter} from '@actions/workflow-parser/templates/trace-writer';
import {YamlObjectReader} from '@actions/workflow-parser/workflows/yaml-object-reader';

// The package's own functions import these files in a way that only bundlers understand.
function schemaOf(kind) {
    const url = new URL(`node_modules/@actions/workflow-parser/dist/${kind}-v1.0.min.json`, import.meta.url);
    return TemplateSchema.load(new JSONObjectReader(undefined, fs.readFileSync(url, 'utf8')));
}

function problemsOf(kind, name, content) {
    const context = new TemplateContext(new TemplateValidationErrors(), schemaOf(kind), new NoOperationTraceWriter());
    const file = context.getFileId(name), reader = new YamlObjectReader(file, content);
    if (reader.errors.length) return reader.errors.map((error) => error.message);
    const value = readTemplate(context, `${kind}-root-strict`, reader, file);
    const problems = context.errors.getErrors().map((error) => error.message);
    return value || problems.length ? problems : ['it was not understood'];
}

const name = process.argv[2], content = fs.readFileSync(name, 'utf8');
const problems = [];
if (name.endsWith('.md')) {
    const blocks = [...content.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block]) => block);
    const workflows = blocks.filter((block) => block.includes('runs-on:'));
    if (!workflows.length) problems.push('no workflow was found');
    for (const block of workflows) problems.push(...problemsOf('workflow', name, block));
    for (const block of blocks) parse(block);
} else {
    problems.push(...problemsOf('action', name, content));
    for (const [, script] of content.matchAll(/^ *run: *(.*)$/gm)) if (script.includes('${{')) problems.push(`pasted into a script: ${script}`);
}
for (const problem of problems) console.log(problem);
process.exit(problems.length ? 1 : 0);
