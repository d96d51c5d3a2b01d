import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import {
  planexOk,
  readStatus,
  settle,
  standings,
  startDaemon,
  taskOf,
  waitForStatus,
} from '../../support/planex.ts';
import { makeGate } from '../../support/gate.ts';
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

it('commands that a pull brings while a task runs do not run', async () => {
  const upstream = makeRepository();
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', upstream.path, folder);
  const clone = useRepository(folder);
  const told = join(makeFolder(), 'told');
  const gate = makeGate();
  writePlan(clone, 'mine', [{ files: ['mine.txt'], commands: [gate.wait, 'echo mine > mine.txt'] }]);
  await startDaemon(clone);
  await waitForStatus(clone, (status) => taskOf(status, '#1').status === 'running');
  const command = `echo verified >> ${told}`;
  upstream.commit({ '.planexrc': JSON.stringify({ verify: { command }, tolerances: { files: 9 } }) });
  clone.git('pull', '--quiet', '--ff-only');
  // The status is what planex has just looked at, with the settings as they are now.
  await readStatus(clone);
  await gate.pass();
  await waitForStatus(clone, (status) => taskOf(status, '#1').status === 'done');
  expect(existsSync(told)).toBe(false);
});
