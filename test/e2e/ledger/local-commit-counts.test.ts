import { expect, it } from 'vitest';
import { planText, writes } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-mine.md';

it('a plan that was committed by hand while planex was down was written here, and runs', async () => {
  const repository = makeRepository();
  await settle(repository);
  repository.commit({ [PLAN]: planText([writes('mine.txt')]) });
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});

it('a plan that was committed before the first start waits', async () => {
  const repository = makeRepository();
  repository.commit({ [PLAN]: planText([writes('mine.txt')]) });
  expect(standings((await settle(repository)).status)).toEqual(['waiting: not-admitted']);
});
