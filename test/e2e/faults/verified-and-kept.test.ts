import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newestChange } from '../../support/land-plan.ts';
import { writePlan } from '../../support/plan.ts';
import { killDaemon, planexOk, readEventLog, settle, standings, startDaemon } from '../../support/planex.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

it.each([
  ['beside the work', 'true'],
  ['where it has made repositories of the work', 'rm tea.txt && git init --quiet tea.txt'],
])('what a verification has written lands with no later run: %s', async (_where, first) => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  const isOver = join(makeFolder(), 'over');
  const verify = `touch junk.txt; test -e ${isOver} || { ${first}; ${meet.give('verified')}; ${meet.await('go')}; }`;
  const write = (status: string): unknown =>
    writePlan(
      repository,
      'tea',
      [{ files: ['tea.txt'], commands: ['echo tea > tea.txt'], verify: [verify] }],
      {
        status,
      },
    );
  write('APPROVED');
  const daemon = await startDaemon(repository);
  await meet.receive('verified');
  await killDaemon(daemon);
  write('DRAFT');
  expect(standings((await settle(repository)).status)).toEqual(['waiting: draft']);
  writeFileSync(isOver, '');
  await planexOk(repository, 'approve', 'tea');

  const { status } = await settle(repository);

  expect(standings(status)).toEqual(['done']);
  expect(newestChange(repository)).toBe('A\ttea.txt');
  expect(readEventLog(repository).filter(({ type }) => type === 'run:claimed')).toHaveLength(2);
});
