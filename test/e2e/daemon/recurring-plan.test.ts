import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { planexOk, readStatus, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

const EACH_SECOND = '* * * * * *';

it('a recurring plan is done again at each due time, and only then', async () => {
  const made = makeRepository();
  const { path, ids } = writePlan(made, 'nightly', [
    { title: 'Count', files: ['Modify: count.txt'], commands: ['echo again >> count.txt'] },
  ]);
  made.write('.planexrc', JSON.stringify({ schedule: { recurring: { [path]: EACH_SECOND } } }));
  await startDaemon(made);
  const landings = (): number => made.git('log', '--format=%B').split(`Planex-Task: ${ids[0]}`).length - 1;
  await waitForStatus(made, () => landings() >= 2);
  await planexOk(made, 'stop');

  const digests =
    made.git('log', '--format=%(trailers:key=Planex-Digest,valueonly)').match(/sha256:\w+/g) ?? [];
  expect(new Set(digests).size).toBe(landings());
  expect(made.read('count.txt').match(/again/g)).toHaveLength(landings());
  expect(made.read(path)).toContain('- [ ]');
});

it('a recurring plan that was not due yet waits and says so', async () => {
  const made = makeRepository();
  const { path } = writePlan(made, 'leap-day', [{ commands: ['touch never.txt'], files: ['never.txt'] }]);
  made.write('.planexrc', JSON.stringify({ schedule: { recurring: { [path]: '0 0 29 2 *' } } }));
  await startDaemon(made);
  const [task] = (await readStatus(made)).tasks;
  expect(task).toMatchObject({ status: 'waiting', reason: { code: 'paused' } });
  expect(task?.reason?.message).toContain('0 0 29 2 *');
});
