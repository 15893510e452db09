#!/usr/bin/env node
// Starts the program of the platform's package and ends as it ends.
'use strict';
const { spawnSync } = require('child_process');

const name = `@memlint/${process.platform}-${process.arch}`;
let program;
try {
  program = require.resolve(`${name}/bin/memlint`);
} catch {
  console.error(`memlint: error: the package ${name} is not installed`);
  console.error('  = help: install without --omit=optional; for other platforms build memlint from its sources');
  process.exit(2);
}
const result = spawnSync(program, process.argv.slice(2), { stdio: 'inherit' });
if (result.error) {
  console.error(`memlint: error: ${program}: ${result.error.message}`);
  process.exit(2);
}
if (result.signal) process.kill(process.pid, result.signal);
process.exit(result.status ?? 2);
