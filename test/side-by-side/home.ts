import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const GIT_CONFIG = `[user]
	name = Ada Tester
	email = ada@example.test
[init]
	defaultBranch = main
[gc]
	auto = 0
[commit]
	verbose = false
`;

/** Gives this process, and what it starts, a home of their own in a temporary folder; returns the folder. */
export function makeHome(): { folder: string; remove(): void } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'planex-side-by-side-')));
  writeFileSync(join(folder, 'gitconfig'), GIT_CONFIG);
  mkdirSync(join(folder, 'run'));
  for (const name of Object.keys(process.env)) {
    if (/^(GIT_|PLANEX|CLAUDE|CODEX|GEMINI|NODE_OPTIONS$)/.test(name)) delete process.env[name];
  }
  Object.assign(process.env, {
    HOME: folder,
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
    GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: 'false',
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    NO_COLOR: '1',
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
