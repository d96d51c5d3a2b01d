import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRecordsPort } from '../../../src/compose/ports/records-port.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { openRecords } from '../../../src/state/records.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const AT = '2026-11-20T12:00:00.000Z';

test('a report takes what a killed planex had begun to write of it away', async () => {
  const records = openRecords(makeFolder(), { access: 'write', onSpoilt: () => undefined });
  const port = createRecordsPort(await openRepository(makeRepository().path), records);
  const folder = records.runFolder('run-1');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.md.0123456789ab.temporary'), 'half');
  await port.keepReport('run-1', 'whole');
  expect(readdirSync(folder)).toEqual(['report.md']);
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe('whole');
});

test('a report leaves alone what is just being written of a run that is not over', async () => {
  const records = openRecords(makeFolder(), { access: 'write', onSpoilt: () => undefined });
  const port = createRecordsPort(await openRepository(makeRepository().path), records);
  const run = await port.createRun({
    version: 1,
    runId: 'run-1',
    taskId: 'docs/plans/tea.md#1',
    digest: 'sha256:task',
    artifactPath: 'docs/plans/tea.md',
    artifactDigest: 'sha256:bytes',
    label: 'tea',
    title: 'Make tea',
    backend: 'shell',
    footprint: ['tea.txt'],
    target: 'main',
    base: '0'.repeat(40),
    step: 'landing',
    startedAt: AT,
    stepAt: AT,
    deaths: 0,
  });
  const folder = records.runFolder('run-1');
  const written = run.update((record) => {
    record.deaths = 1;
  });
  // Nothing that comes from the disk is heard of in between.
  const isBegun = (): boolean => readdirSync(folder).some((name) => name.endsWith('.temporary'));
  for (let turns = 0; turns < 100 && !isBegun(); turns += 1) await Promise.resolve();
  expect(isBegun()).toBe(true);
  await Promise.all([written, port.keepReport('run-1', 'whole')]);
  expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toMatchObject({ deaths: 1 });
  expect(readdirSync(folder).toSorted()).toEqual(['report.md', 'run.json']);
});
