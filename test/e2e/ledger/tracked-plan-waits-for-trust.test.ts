import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planText, writes } from '../../support/plan.ts';
import { planexOk, settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-old.md';

it('trust admits exactly the bytes a tracked plan has, and one byte more has to be trusted again', async () => {
  const upstream = makeRepository();
  upstream.commit({ [PLAN]: planText([writes('one.txt')]) });
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', upstream.path, folder);
  const clone = useRepository(folder);

  expect(await settle(clone)).toMatchObject({
    code: 1,
    status: {
      tasks: [{ status: 'waiting', reason: { code: 'not-admitted', action: `planex trust ${PLAN}` } }],
    },
  });
  upstream.commit({ [PLAN]: `${upstream.read(PLAN)}\n` });
  await planexOk(clone, 'trust', PLAN);
  clone.git('pull', '--quiet');
  expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);

  await planexOk(clone, 'trust', PLAN);
  expect(standings((await settle(clone)).status)).toEqual(['done']);
});
