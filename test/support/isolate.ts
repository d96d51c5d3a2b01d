import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

// Every test file runs with a home, a Git configuration and a state folder of its own, and never sees the developer's. Newer
// versions of git tidy up in the background after a commit, and take locks for it: nobody waits for that here.
const home = mkdtempSync(join(tmpdir(), 'planex-test-'));
writeFileSync(
  join(home, 'gitconfig'),
  '[user]\n\tname = Ada Tester\n\temail = ada@example.test\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n[protocol "file"]\n\tallow = always\n',
);

for (const name of Object.keys(process.env)) {
  if (/^(GIT_|DBUS_|PLANEX|CLAUDE|CODEX|GEMINI|XDG_)/.test(name)) delete process.env[name];
}
Object.assign(process.env, {
  HOME: home,
  XDG_STATE_HOME: join(home, 'state'),
  XDG_CONFIG_HOME: join(home, 'config'),
  XDG_RUNTIME_DIR: join(home, 'run'),
  GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
});

afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
