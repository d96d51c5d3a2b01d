import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codexAdapter } from '../../../src/executors/agents/codex.ts';
import { probeAgent } from '../../../src/executors/agents/probe-agent.ts';
import { makeFolder } from '../../support/repository.ts';

/** Asks a script that stands for the program of Codex. */
async function probe(
  script: string,
): Promise<{ answer: Awaited<ReturnType<typeof probeAgent>>; left: string[] }> {
  const file = join(makeFolder(), 'codex');
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const folder = makeFolder();
  const answer = await probeAgent(codexAdapter, { file, env: { PATH: '/usr/bin:/bin' }, folder });
  return { answer, left: readdirSync(folder) };
}

test('what a program says of itself, on either output and with any exit status', async () => {
  const { answer, left } = await probe(`case $1 in
    --version) echo 'codex-cli 0.42.0' >&2; exit 3;;
    exec) printf '  -C, --cd <DIR>\\n      --json\\n      --skip-git-repo-check\\n';;
    *) echo 'unrecognized subcommand'; exit 2;;
  esac`);
  expect(answer).toEqual({
    ok: true,
    value: { version: '0.42.0', flags: new Set(['--cd', '--json', '--skip-git-repo-check']) },
  });
  expect(left).toEqual([]);
});

test('a program that is another one says nothing of use', async () => {
  const { answer } = await probe('echo hello');
  expect(answer).toEqual({ ok: false, failure: '`codex --version` does not say which version it is' });
});

test('a program that dies, or is not there, says why', async () => {
  const { answer } = await probe('kill -KILL $$');
  expect(answer).toEqual({
    ok: false,
    failure: 'codex did not answer (signalled) when asked for `--version`',
  });
  const folder = makeFolder();
  const missing = await probeAgent(codexAdapter, { file: join(folder, 'none'), env: {}, folder });
  expect(missing).toMatchObject({
    ok: false,
    failure: expect.stringMatching(/^codex cannot be started: .*ENOENT/),
  });
});
