import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { readEventLog, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('settings are read again while the daemon runs, and broken ones leave the last good in force', async () => {
  const made = makeRepository();
  made.write('.planexrc', '{ "artifacts": { "plans": ["first/*.md"] } }');
  await startDaemon(made);
  const { path } = writePlan(made, 'moved', [writes('a.txt')]);
  made.write('first/a.md', made.read(path));
  await waitForStatus(made, (status) => status.artifacts.some((one) => one.path === 'first/a.md'));

  made.write('.planexrc', '{ "artifacts": { "plan": ["docs/plans/*.md"] } }');
  await waitForStatus(made, () => readEventLog(made).some((event) => event.type === 'config:rejected'));
  const rejected = readEventLog(made).find((event) => event.type === 'config:rejected');
  expect(rejected?.message).toContain('.planexrc:1:18');
  expect(rejected?.message).toContain('did you mean "plans"');
  const kept = await waitForStatus(made, (status) => status.artifacts.length > 0);
  expect(kept.artifacts.map((one) => one.path)).toEqual(['first/a.md']);
  expect(kept.settingsErrors).toEqual([expect.stringContaining('.planexrc:1:18')]);

  made.write('.planexrc', '{ "artifacts": { "plans": ["docs/plans/*.md"] } }');
  const applied = await waitForStatus(made, (status) => status.artifacts.some((one) => one.path === path));
  expect(applied.artifacts.map((one) => one.path)).toEqual([path]);
  expect(applied.settingsErrors).toBeUndefined();
});
