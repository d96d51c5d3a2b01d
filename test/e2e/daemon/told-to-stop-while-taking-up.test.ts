import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { expectNothingLeft, killDaemon, planexOk, startDaemon } from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

it('a daemon that is told to stop now ends a run that it was just taking up', async () => {
  const repository = makeRepository();
  const begun = join(makeFolder(), 'begun');
  // To end what is left takes as long: meanwhile the run is not at work yet.
  repository.write('.planexrc', '{ "limits": { "grace": "4s" } }');
  const pid = await startDaemon(repository);
  writePlan(repository, 'hello', [
    {
      files: ['hello.txt'],
      commands: ['echo hello > hello.txt'],
      verify: [`trap '' TERM; touch ${begun}; sleep 600`],
    },
  ]);
  await waitUntil(() => existsSync(begun), 'the verification has begun');
  await killDaemon(pid);

  await planexOk(repository, 'start');
  await planexOk(repository, 'stop', '--now');

  await expectNothingLeft(repository);
});
