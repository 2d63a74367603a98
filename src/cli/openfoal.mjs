#!/usr/bin/env node
/**
 * The `openfoal` of the PATH: plain JavaScript, so that any Node can start it. It goes on with a Node that runs TypeScript: this
 * one if it can, else the one that the package brings on Linux. Arguments, terminal, signals and exit code pass through.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = [22, 18];
const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(dirname(HERE));
const ENTRY = join(HERE, 'openfoal.ts');

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isNewEnough = major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
const require = createRequire(ENTRY);
const brought = isNewEnough ? undefined : broughtNode();

if (!isInstalled()) {
  console.error(`openfoal: its packages are missing. Run \`npm install\` in ${ROOT}.`);
  process.exitCode = 1;
} else if (isNewEnough) await import('./openfoal.ts');
else if (brought !== undefined) startWith(brought);
else {
  console.error(
    `openfoal needs Node ${NEEDED.join('.')} or newer, and this is ${process.version}. Install a newer one from https://nodejs.org, ` +
      `or run \`npm install\` in ${ROOT}: on Linux that brings a Node 24.`,
  );
  process.exitCode = 1;
}

/** `npm install -g .` links this folder and installs nothing into it. */
function isInstalled() {
  try {
    require.resolve('zod');
    return true;
  } catch {
    return false;
  }
}

/** The Node of the optional dependency `node-linux-…`, wherever npm has put it. */
function broughtNode() {
  try {
    const manifest = require.resolve(`node-${process.platform}-${process.arch}/package.json`);
    const node = join(dirname(manifest), 'bin', 'node');
    return existsSync(node) ? node : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} node the path of its program */
function startWith(node) {
  const child = spawn(node, [ENTRY, ...process.argv.slice(2)], { stdio: 'inherit' });
  // What a terminal's key sends goes to both of us already; the child decides, and we leave when it does.
  const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2']) {
    process.on(signal, () => {
      if (!hasTerminal || !['SIGINT', 'SIGQUIT'].includes(signal)) child.kill(signal);
    });
  }
  child.once('error', (error) => {
    console.error(`openfoal: ${node} did not start: ${error.message}`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    // Ends as the child ended, so that whoever waits for us sees the same.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 100);
  });
}
