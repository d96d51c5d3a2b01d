import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRecordsPort } from '../../../src/compose/ports/records-port.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { openRecords } from '../../../src/state/records.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

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
