import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findProgram } from '../../../src/find-program.ts';
import type { PlanexEvent } from '../../../src/tasks/event.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { readEventLog, startDaemon } from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRendezvous, type Rendezvous } from '../../support/rendezvous.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

/** Puts a git first on PATH that stands still where the reference of a landed run is deleted, before its landing is told. */
function holdLandedRuns(meet: Rendezvous): NodeJS.ProcessEnv {
  const bin = makeFolder('planex-bin-');
  const hold = `${meet.give('landed')}; ${meet.await('go')}`;
  const script = `case "$*" in *hooksPath=/dev/null*'update-ref --stdin') ${hold} ;; esac`;
  const real = findProgram('git', process.env) ?? '';
  writeFileSync(join(bin, 'git'), `#!/bin/sh\n${script}\nexec '${real}' "$@"\n`);
  chmodSync(join(bin, 'git'), 0o755);
  return { PATH: `${bin}:${process.env['PATH']}` };
}

it('an issue is reported done only after its last task is, however often planex looks meanwhile', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  const waitForEvent = (isIt: (event: PlanexEvent) => boolean, what: string): Promise<void> =>
    waitUntil(() => readEventLog(repository).some(isIt), what);
  await startDaemon(repository, { env: holdLandedRuns(meet) });
  writePlan(repository, 'tea', [writes('tea.txt')]);
  await meet.receive('landed');
  // The second look begins when the first is over.
  for (const name of ['first', 'second']) {
    repository.write(`docs/issues/${name}.json`, '{');
    await waitForEvent(
      ({ type, message }) => type === 'artifact:refused' && message.includes(name),
      `the ${name} look`,
    );
  }
  meet.send('go');
  await waitForEvent(({ type }) => type === 'issue:done', 'the issue is reported');
  const types = readEventLog(repository).map(({ type }) => type);
  expect(types.filter((type) => type === 'task:landed' || type === 'issue:done')).toEqual([
    'task:landed',
    'issue:done',
  ]);
});
