import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planText, writePlan, writes } from '../../support/plan.ts';
import { planex, planexOk, readStatus, settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-tea.md';
const SIGKILLED = 128;

async function killAt(repository: TestRepository, word: string, point: string): Promise<void> {
  const { code, stderr } = await planex(repository, [word, PLAN], { env: { PLANEX_FAULT_POINT: point } });
  expect({ code, stderr }).toEqual({ code: SIGKILLED, stderr: expect.stringContaining('SIGKILL') });
}

it.each(['replace-file:compared', 'replace-file:renamed'])(
  'a plan whose rejection is killed at %s runs only once it is approved',
  async (point) => {
    const repository = makeRepository();
    writePlan(repository, 'tea', [writes('tea.txt')], { status: 'APPROVED' });
    await planexOk(repository, 'pause');
    await settle(repository);
    await planexOk(repository, 'unpause');
    await killAt(repository, 'reject', point);
    for (let at = 0; at < 2; at += 1) {
      const { status } = await settle(repository);
      expect(standings(status)).toEqual(['waiting: approval']);
      expect(status.tasks[0]?.reason?.message).toContain('the plan was rejected');
    }
    await planexOk(repository, 'approve', PLAN);
    expect(standings((await settle(repository)).status)).toEqual(['done']);
  },
);

it.each([
  ['replace-file:compared', 'waiting: draft'],
  ['replace-file:renamed', 'waiting: not-admitted'],
])(
  'a plan from elsewhere whose approval is killed at %s runs only once it is approved',
  async (point, standing) => {
    const upstream = makeRepository();
    upstream.commit({ [PLAN]: planText([writes('tea.txt')], { status: 'DRAFT' }) });
    const folder = join(makeFolder(), 'clone');
    upstream.git('clone', '--quiet', upstream.path, folder);
    const clone = useRepository(folder);
    await settle(clone);
    await killAt(clone, 'approve', point);
    await settle(clone);
    expect(standings(await readStatus(clone))).toEqual([standing]);
    await planexOk(clone, 'approve', PLAN);
    expect(standings((await settle(clone)).status)).toEqual(['done']);
  },
);
