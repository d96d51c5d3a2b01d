import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk, settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

it.each([
  ['commands', '{ "verify": { "command": "touch verified.txt" } }'],
  ['a fallback that asks nobody', '{ "routing": { "failClosed": false } }'],
])('%s in a .planexrc from elsewhere wait for trust, and nothing runs meanwhile', async (_, text) => {
  const upstream = makeRepository();
  upstream.commit({ '.planexrc': text });
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', upstream.path, folder);
  const clone = useRepository(folder);
  writePlan(clone, 'mine', [writes('mine.txt')]);
  const { status } = await settle(clone);
  expect(status.tasks[0]?.reason).toMatchObject({ code: 'not-admitted', action: 'planex trust .planexrc' });
  await planexOk(clone, 'trust', '.planexrc');
  expect(standings((await settle(clone)).status)).toEqual(['done']);
});

it.each([
  ['without commands from elsewhere', '{ "limits": { "parallelRuns": 2 } }', true],
  ['with commands written here', '{ "verify": { "command": "true" } }', false],
])('a .planexrc %s holds nothing up', async (_name, text, committed) => {
  const repository = makeRepository();
  if (committed) repository.commit({ '.planexrc': text });
  else repository.write('.planexrc', text);
  writePlan(repository, 'mine', [writes('mine.txt')]);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});
