import { expect, it } from 'vitest';
import { planex, planexOk, readStatus, settle, standings, startDaemon } from '../../support/planex.ts';
import { writePlan } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';
import { APPROVES, finds, useScriptedCodex } from '../../support/scripted-codex.ts';

const TASK = [{ files: ['a.txt'], commands: ['echo a > a.txt'], verify: ['test -e a.txt'] }];

/** Refines a plan in one round, by this edit. */
function useEdit(edit: string) {
  return useScriptedCodex({ reviews: [finds({ title: 'No end' }), APPROVES], edits: [edit] });
}

it.each(['with', 'without'])(
  'lets a plan of the user run after its refinement as before, %s a daemon',
  async (how) => {
    const repository = makeRepository();
    const codex = useEdit('echo "And that is all." >> docs/plans/2026-11-20-a.md');
    const plan = writePlan(repository, 'a', TASK);
    if (how === 'with') {
      await planexOk(repository, 'pause');
      await startDaemon(repository);
    }
    expect(await planex(repository, ['refine', plan.path], { env: codex.env })).toMatchObject({ code: 0 });
    expect(repository.git('status', '--porcelain')).toBe('');
    await planexOk(repository, 'unpause');
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['done']);
  },
);

it('lets nothing run that had to be trusted before', async () => {
  const repository = makeRepository();
  const codex = useEdit('echo "And that is all." >> docs/plans/2026-11-20-a.md');
  const plan = writePlan(repository, 'a', TASK);
  repository.git('add', plan.path);
  repository.git('commit', '--quiet', '-m', 'docs: a plan');
  expect(await planex(repository, ['refine', plan.path], { env: codex.env })).toMatchObject({ code: 0 });
  expect(standings((await settle(repository)).status)).toEqual(['waiting: not-admitted']);
});

it.each(['with', 'without'])('runs no command that the implementer has written, %s a daemon', async (how) => {
  const repository = makeRepository();
  const codex = useEdit(`sed -i 's/echo a >/echo evil >/' docs/plans/2026-11-20-a.md`);
  const plan = writePlan(repository, 'a', TASK);
  if (how === 'with') {
    await planexOk(repository, 'pause');
    await startDaemon(repository);
  }
  const refined = await planex(repository, ['refine', plan.path], { env: codex.env });
  expect(refined).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(
      `commands are new in it (echo evil > a.txt); they run once you have seen them: planex trust ${plan.path}`,
    ),
  });
  await planexOk(repository, 'unpause');
  expect(standings((await settle(repository)).status)).toEqual(['waiting: not-admitted']);
  await planexOk(repository, 'trust', plan.path);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.read('a.txt')).toBe('evil\n');
});

it.each([
  ['Status: draft', `sed -i 's/DRAFT/APPROVED/' docs/plans/2026-11-20-a.md`],
  ['empty boxes of tasks', `sed -i 's/\\[ \\]/[x]/' docs/plans/2026-11-20-a.md`],
])('takes an edit that costs the plan its %s for drift', async (lost, edit) => {
  const repository = makeRepository();
  const codex = useEdit(edit);
  const plan = writePlan(repository, 'a', TASK, { status: 'DRAFT' });
  const before = repository.read(plan.path);
  const { code, stdout } = await planex(repository, ['refine', plan.path], { env: codex.env });
  expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining(`drift FAIL: ${lost}`) });
  expect(repository.read(plan.path)).toBe(before);
  expect(standings(await readStatus(repository))).toEqual(['waiting: draft']);
});
