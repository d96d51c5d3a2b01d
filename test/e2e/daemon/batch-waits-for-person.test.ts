import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { planex, planexOk, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';
import { APPROVES, useScriptedCodex } from '../../support/scripted-codex.ts';

const task = (file: string, dependsOn = 'none') => ({ ...writes(file), backend: 'shell', dependsOn });

it('where the reviewer of a batch fails, all that is held up by that says so, and `planex run` on it ends', async () => {
  const repository = makeRepository();
  const codex = useScriptedCodex({ reviews: [{ fails: 'the model is not there' }, APPROVES] });
  repository.write('.planexrc', JSON.stringify({ review: 'batch' }));
  const files = ['a.txt', 'b.txt', 'c.txt'];
  const { ids } = writePlan(repository, 'made', [
    ...files.map((file) => task(file)),
    task('d.txt', '1, 2, 3'),
    task('e.txt'),
  ]);
  // On the files of all three: the first that is in its way may be the one that waits, or one of its mates.
  writePlan(repository, 'other', [{ ...task('a.txt'), files, commands: ['echo other > a.txt'] }]);
  await startDaemon(repository, { env: codex.env });
  const status = await waitForStatus(repository, (now) => {
    const all = standings(now);
    return (
      all.includes('waiting: approval') && all.filter((one) => one === 'blocked: blocked-by').length === 5
    );
  });

  const held = status.tasks.find((one) => one.status === 'waiting');
  const others = status.tasks.filter((one) => one !== held);
  expect(ids.slice(0, 3)).toContain(held?.id);
  expect(standings({ ...status, tasks: others })).toEqual(Array(5).fill('blocked: blocked-by'));
  for (const { reason } of others) {
    expect(reason?.message).toContain(held?.id);
    expect(reason?.message).toContain(held?.reason?.message);
  }
  const mates = others.filter(({ id }) => ids.slice(0, 3).includes(id) || id === ids[4]);
  for (const { reason } of mates) expect(reason?.action).toBe(held?.reason?.action);

  const preview = await planex(repository, ['once', '--dry-run']);
  expect(preview).toMatchObject({ code: 1 });
  expect(preview.stdout).toContain(
    `nothing would be started\n  ${held?.id} is waiting: ${held?.reason?.message}\n    → planex retry ${held?.id} asks again\n`,
  );
  expect(preview.stdout).not.toContain('blocked');
  const other = await planex(repository, ['run', 'other']);
  expect(other).toMatchObject({ code: 1 });
  expect(other.stdout).toContain(`planex retry ${held?.id}`);
  const made = await planex(repository, ['run', 'made']);
  expect(made).toMatchObject({ code: 1 });
  expect(made.stdout).toContain('EXEC_FAILED:made:codex_failed');
  const mate = await planex(repository, ['resume', mates[0]?.id ?? '']);
  expect(mate).toMatchObject({ code: 1 });
  expect(mate.stdout).toContain('holds up what is reviewed together with it');
  expect(codex.prompts('review')).toHaveLength(1);

  await planexOk(repository, 'retry', held?.id ?? '');
  await waitForStatus(repository, (now) => now.tasks.every((one) => one.status === 'done'));
});
