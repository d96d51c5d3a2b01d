import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createAgentFinder } from '../../../src/compose/calls/installed-agents.ts';
import { codexAdapter as codex } from '../../../src/executors/agents/codex.ts';
import { makeFolder } from '../../support/repository.ts';

/** A PATH with a `codex` on it that says which version it is and notes each question. */
function makeInstallation() {
  const folder = makeFolder('planex-installed-');
  const [file, log, busy] = [join(folder, 'codex'), join(folder, 'asked'), join(folder, 'busy')];
  return {
    env: { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`, HOME: folder },
    file,
    /** While this is there, it says nothing. */
    busy,
    install: (
      version: string,
      flags = '      --json\\n      --skip-git-repo-check\\n  -C, --cd\\n  -s, --sandbox',
    ): void => {
      rmSync(file, { force: true });
      const script = `#!/bin/sh\necho "$*" >> '${log}'\n[ -e '${busy}' ] && exit 1\n[ "$1" = --version ] && echo 'codex-cli ${version}' || printf '${flags}\\n'\n`;
      writeFileSync(file, script, { mode: 0o755 });
    },
    countVersionQuestions: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .split('\n')
            .filter((line) => line === '--version').length
        : 0,
  };
}

test('a program that is not on the PATH is missing until it is there', async () => {
  const { env, file, install } = makeInstallation();
  const find = createAgentFinder({ ...env, PATH: join(file, '..') });
  expect(await find(codex)).toEqual({
    ok: false,
    failure: { kind: 'missing', message: '`codex` is not on the PATH' },
  });
  install('0.169.0');
  // Its script needs no other program than the shell.
  expect(await find(codex)).toMatchObject({ ok: true, value: { file } });
});

test('a program is asked once, however many want to know, and again when it was replaced', async () => {
  const { env, file, install, countVersionQuestions } = makeInstallation();
  install('0.169.0');
  const find = createAgentFinder(env);
  const [one, other] = await Promise.all([find(codex), find(codex)]);
  expect(one).toMatchObject({ ok: true, value: { file, capabilities: { version: '0.169.0' } } });
  expect(other).toBe(one);
  expect(await find(codex)).toBe(one);
  expect(countVersionQuestions()).toBe(1);

  install('0.170.12');
  expect(await find(codex)).toMatchObject({ ok: true, value: { capabilities: { version: '0.170.12' } } });
  expect(countVersionQuestions()).toBe(2);
});

test('a program that lacks what planex needs is unusable, and it is said where it is', async () => {
  const { env, file, install } = makeInstallation();
  install('0.1.0', 'no options');
  expect(await createAgentFinder(env)(codex)).toMatchObject({
    ok: false,
    failure: { kind: 'unusable', file, message: expect.stringContaining('codex') },
  });
});

test('a program that could not be used is asked again after a while, also when it stays the same', async () => {
  const { env, busy, install, countVersionQuestions } = makeInstallation();
  install('0.169.0');
  writeFileSync(busy, '');
  let nowMs = 0;
  const find = createAgentFinder(env, () => nowMs);
  expect(await find(codex)).toMatchObject({ ok: false, failure: { kind: 'unusable' } });
  rmSync(busy);
  nowMs = 59_999;
  expect(await find(codex)).toMatchObject({ ok: false });
  expect(countVersionQuestions()).toBe(1);
  nowMs = 60_000;
  expect(await find(codex)).toMatchObject({ ok: true });
  nowMs = 1_000_000;
  expect(await find(codex)).toMatchObject({ ok: true });
  expect(countVersionQuestions()).toBe(2);
});

test('where nothing can be asked the next one asks again', async () => {
  const { env, install } = makeInstallation();
  install('0.169.0');
  const find = createAgentFinder(env);
  vi.stubEnv('TMPDIR', join(makeFolder(), 'gone'));
  await expect(find(codex).finally(() => vi.unstubAllEnvs())).rejects.toThrow('ENOENT');
  expect(await find(codex)).toMatchObject({ ok: true });
});

test('asking leaves nothing behind', async () => {
  const { env, install } = makeInstallation();
  install('0.169.0');
  const temporary = makeFolder('planex-temporary-');
  vi.stubEnv('TMPDIR', temporary);
  await createAgentFinder(env)(codex).finally(() => vi.unstubAllEnvs());
  expect(readdirSync(temporary)).toEqual([]);
});
