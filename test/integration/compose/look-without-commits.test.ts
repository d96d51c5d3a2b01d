import { expect, test } from 'vitest';
import type { Look } from '../../../src/daemon/look/look.ts';
import { openPorts } from '../../support/open-ports.ts';
import { planText } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

/** Looks at a repository with one plan, and says how often it was asked whether a commit is being made. */
async function lookAt(plan: string): Promise<{ look: Look; asked: number }> {
  const repository = makeRepository();
  repository.write('docs/plans/2026-11-20-plan.md', plan);
  const { ports, look } = await openPorts(repository);
  const readFacts = ports.repository.readFacts.bind(ports.repository);
  let asked = 0;
  ports.repository.readFacts = async () => ({
    ...(await readFacts()),
    get commitInProgress() {
      asked += 1;
      return false;
    },
  });
  return { look: await look(), asked };
}

const OPEN = planText([{ title: 'Open', commands: ['true'], backend: 'shell' }]);

test('whether a commit is being made is looked for only while a task could start', async () => {
  const { look, asked } = await lookAt(OPEN);
  expect(look.decision.verdicts.map(({ status }) => status)).toEqual(['pending']);
  expect(asked).toBeGreaterThan(0);
  const ticked = await lookAt(OPEN.replace('[ ]', '[x]'));
  expect(ticked.look.decision.verdicts.map(({ status }) => status)).toEqual(['done']);
  expect(ticked.asked).toBe(0);
});
