import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk, readEventLog, recordsFolder } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

/** Brings the records to where a death in the instant between the report and its record leaves them. */
function forgetReport(repository: TestRepository): void {
  const folder = join(recordsFolder(repository), 'artifacts');
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const record = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    writeFileSync(join(folder, name), JSON.stringify({ ...record, unreported: true }));
  }
}

function countReports(repository: TestRepository): number {
  return readEventLog(repository).filter((event) => event.type === 'issue:done').length;
}

it('what was reported done in the instant before a death is not reported again', async () => {
  const repository = makeRepository();
  writePlan(repository, 'a', [writes('a.txt')]);
  expect(await planexOk(repository, 'once')).toContain('EXEC_DONE:a');
  forgetReport(repository);

  expect(await planexOk(repository, 'once')).not.toContain('EXEC_DONE');
  expect(countReports(repository)).toBe(1);

  writePlan(repository, 'a', [writes('a.txt'), writes('b.txt')]);
  expect(await planexOk(repository, 'once')).toContain('EXEC_DONE:a');
  expect(countReports(repository)).toBe(2);
});
