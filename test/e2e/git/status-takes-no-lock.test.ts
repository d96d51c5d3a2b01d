import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { planexOk } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('looking takes no lock and leaves the index as it is, also where git would like to refresh it', async () => {
  const repository = makeRepository();
  writePlan(repository, 'mine', [{ files: ['Modify: README.md'], commands: ['true'] }], { status: 'DRAFT' });
  utimesSync(join(repository.path, 'README.md'), 1, 1);
  const index = join(repository.path, '.git/index');
  const before = readFileSync(index);
  writeFileSync(`${index}.lock`, 'somebody else is at it');
  for (const command of ['status', 'lint', 'why docs/plans/2026-11-20-mine#1', 'once --dry-run']) {
    await planexOk(repository, ...command.split(' ')).catch((error: unknown) => {
      // Exit code 1 says that something waits, which a draft does.
      expect(String(error)).toMatch(/exited with 1/);
    });
  }
  expect(readFileSync(index).equals(before)).toBe(true);
  expect(readFileSync(`${index}.lock`, 'utf8')).toBe('somebody else is at it');
});
