// Installs the real CLIs that `npm run test:agents` drives into `.agents`, once. Where that cannot be done it says so, and
// the tests that need them are skipped.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../.agents', import.meta.url));
/** Flags and output of these CLIs change often: what the tests say holds for these versions. */
const PINNED = {
  '@openai/codex': '0.169.0',
  '@anthropic-ai/claude-code': '2.1.329',
  '@google/gemini-cli': '0.61.0',
};

function isInstalled([name, version]) {
  try {
    const manifest = readFileSync(join(FOLDER, 'node_modules', name, 'package.json'), 'utf8');
    return JSON.parse(manifest).version === version;
  } catch {
    return false;
  }
}

function install() {
  mkdirSync(FOLDER, { recursive: true });
  const manifest = { name: 'agents', private: true, dependencies: PINNED };
  writeFileSync(join(FOLDER, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  // The scripts of these packages only make links or fetch more; the programs run without.
  // One of them asks for a newer Node and is a program of its own; `npm run` hands the strictness of this project on.
  const args = [
    'install',
    '--engine-strict=false',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  return spawnSync('npm', args, { cwd: FOLDER, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
}

const entries = Object.entries(PINNED);
if (!entries.every(isInstalled)) {
  const { status, stderr, error } = install();
  if (status !== 0 || !entries.every(isInstalled)) {
    const why =
      error?.message ??
      stderr.split('\n').find((line) => line.includes('error')) ??
      `npm ended with ${status}`;
    console.error(
      `The real agent CLIs cannot be installed here, so tests with them are skipped: ${why.trim()}`,
    );
  }
}
