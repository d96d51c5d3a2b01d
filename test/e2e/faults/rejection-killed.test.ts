import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { killDaemon, planex, planexOk, settle, standings, startDaemon } from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';
import { waitForNobodyIn } from '../../support/wait-for-nobody-in.ts';

const SIGKILLED = 128;

async function killAt(repository: TestRepository, command: string[], point: string): Promise<void> {
  const { code, stderr } = await planex(repository, command, { env: { PLANEX_FAULT_POINT: point } });
  expect({ code, stderr }).toEqual({ code: SIGKILLED, stderr: expect.stringContaining('SIGKILL') });
}

it('finished work of a plan whose rejection is killed does not land, and nothing else of the plan runs', async () => {
  const repository = makeRepository();
  const gate = makeGate();
  const wasThere = join(makeFolder(), 'was-there');
  const once = `test -e ${wasThere} || { touch ${wasThere}; ${gate.wait}; }`;
  repository.commit({ '.planexrc': `${JSON.stringify({ verify: { command: once } })}\n` });
  await planexOk(repository, 'trust', '.planexrc');
  const { path } = writePlan(
    repository,
    'tea',
    [writes('tea.txt'), { ...writes('cup.txt'), dependsOn: '1' }],
    {
      status: 'APPROVED',
    },
  );
  const daemon = await startDaemon(repository);
  await waitUntil(() => existsSync(wasThere), 'the work is verified');
  await killDaemon(daemon);
  await killAt(repository, ['reject', path], 'replace-file:compared');

  const { status } = await settle(repository);

  expect(standings(status)).toEqual(['waiting: approval', 'waiting: approval']);
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
  await waitForNobodyIn(repository.path);
});

it('that its work has landed before is told in a plan whose rejection is killed, and lifts no rejection', async () => {
  const repository = makeRepository();
  const { path } = writePlan(
    repository,
    'tea',
    [writes('tea.txt'), { ...writes('cup.txt'), dependsOn: '1' }],
    {
      status: 'APPROVED',
    },
  );
  await killAt(repository, ['once'], 'landing:journal-removed');
  await killAt(repository, ['reject', path], 'replace-file:compared');

  const { status } = await settle(repository);

  expect(standings(status)).toEqual(['done', 'waiting: approval']);
  expect(repository.read(path)).toContain('- [x] do it');
  await planexOk(repository, 'approve', path);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
});

const edit = (repository: TestRepository, path: string, from = '', to = ''): void =>
  repository.write(path, `${repository.read(path).replace(from, to)}\n`);

it('an edit by hand lifts no rejection that was killed, until it changes the Status', async () => {
  const repository = makeRepository();
  const { path } = writePlan(repository, 'tea', [writes('tea.txt')], { status: 'APPROVED' });
  await killAt(repository, ['reject', path], 'replace-file:compared');
  edit(repository, path);

  expect(standings((await settle(repository)).status)).toEqual(['waiting: approval']);
  edit(repository, path);
  expect(standings((await settle(repository)).status)).toEqual(['waiting: approval']);
  edit(repository, path, 'Status: APPROVED', 'Status: IN PROGRESS');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});

it('the Status of before lifts a rejection that was killed once another has been there', async () => {
  const repository = makeRepository();
  const { path } = writePlan(repository, 'tea', [writes('tea.txt')], { status: 'APPROVED' });
  await killAt(repository, ['reject', path], 'replace-file:compared');
  edit(repository, path, 'Status: APPROVED', 'Status: DRAFT');
  expect(standings((await settle(repository)).status)).toEqual(['waiting: approval']);
  edit(repository, path, 'Status: DRAFT', 'Status: APPROVED');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});

it('neither does what planex itself writes into a plan that was edited since', async () => {
  const repository = makeRepository();
  const { path } = writePlan(
    repository,
    'tea',
    [writes('tea.txt'), { ...writes('cup.txt'), dependsOn: '1' }],
    { status: 'APPROVED' },
  );
  await killAt(repository, ['once'], 'landing:journal-removed');
  await killAt(repository, ['reject', path], 'replace-file:compared');
  edit(repository, path);

  expect(standings((await settle(repository)).status)).toEqual(['done', 'waiting: approval']);
  edit(repository, path);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'waiting: approval']);
  await planexOk(repository, 'approve', path);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
});
