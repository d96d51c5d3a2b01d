import { expect, it } from 'vitest';
import { planText, writePlan, writes } from '../../support/plan.ts';
import { planex, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('DRAFT, BLOCKED and COMPLETE do not run; APPROVED and IN PROGRESS do; so does a plan without a Status', async () => {
  const repository = makeRepository();
  const words = ['DRAFT', 'BLOCKED', 'COMPLETE', 'APPROVED', 'IN PROGRESS', undefined];
  for (const [index, status] of words.entries()) {
    writePlan(repository, `${index}`, [writes(`${index}.txt`)], status === undefined ? {} : { status });
  }
  expect(standings((await settle(repository)).status)).toEqual([
    'waiting: draft',
    'waiting: clarification',
    'cancelled: cancelled',
    'done',
    'done',
    'done',
  ]);
});

it('a document with four of the living sections and no Status counts as a draft', async () => {
  const repository = makeRepository();
  const sections = ['Progress', 'Surprises & Discoveries', 'Decision Log', 'Outcomes & Retrospective'];
  repository.write(
    'docs/plans/2026-11-20-living.md',
    `${planText([writes('living.txt')])}\n${sections.map((name) => `## ${name}\n\nnothing yet\n`).join('\n')}`,
  );
  expect(standings((await settle(repository)).status)).toEqual(['waiting: draft']);
});

it("a plan's text never admits itself", async () => {
  const repository = makeRepository();
  repository.commit({
    'docs/plans/2026-11-20-old.md': planText([writes('old.txt')], { status: 'APPROVED' }),
  });
  expect(standings((await settle(repository)).status)).toEqual(['waiting: not-admitted']);
  expect((await planex(repository, ['once'])).code).toBe(1);
});
