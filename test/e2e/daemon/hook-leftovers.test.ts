import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import {
  expectNothingLeft,
  findProcesses,
  killDaemon,
  settle,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';

function installHook(made: TestRepository, script: string): void {
  made.write('.git/hooks/pre-commit', `#!/bin/sh\n${script}\n`);
  chmodSync(join(made.path, '.git/hooks/pre-commit'), 0o755);
}

it('what a hook leaves running ends with the run, also when it left the session', async () => {
  const made = makeRepository();
  const folder = makeFolder();
  installHook(
    made,
    `setsid sh -c 'echo $$ > ${folder}/pid; exec sleep 1000' >/dev/null 2>&1 &\nwhile [ ! -s ${folder}/pid ]; do :; done`,
  );
  writePlan(made, 'a', [writes('a.txt')]);
  expect(standings((await settle(made)).status)).toEqual(['done']);
  expect(readFileSync(join(folder, 'pid'), 'utf8')).toMatch(/^\d+$/m);
  expect(findProcesses(made)).toEqual([]);
});

it('a hook that runs when the daemon is killed is ended by the next one, and the work lands once', async () => {
  const made = makeRepository();
  const folder = makeFolder();
  installHook(made, `[ -e ${folder}/once ] && exit 0\ntouch ${folder}/once\nexec sleep 1000`);
  writePlan(made, 'a', [writes('a.txt')]);
  const pid = await startDaemon(made);
  await waitForStatus(made, () => existsSync(join(folder, 'once')));
  await killDaemon(pid);
  expect(findProcesses(made).length).toBeGreaterThan(0);
  expect(standings((await settle(made)).status)).toEqual(['done']);
  await expectNothingLeft(made);
  expect(made.git('log', '--format=%s')).toBe('feat(a): Write a.txt\ndocs: say hello');
});
