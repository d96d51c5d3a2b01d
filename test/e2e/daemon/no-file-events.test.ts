import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import {
  planex,
  planexOk,
  readEventLog,
  readStatus,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

/** Stands before the program: the system has no more watches to give. */
const NO_WATCHES = `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
fs.watch = () => {
  throw Object.assign(new Error('ENOSPC: System limit for number of file watchers reached'), { code: 'ENOSPC' });
};
syncBuiltinESMExports();
`;

it('without file events from the system plans are found by looking, and log, status and doctor say so', async () => {
  const repository = makeRepository();
  const preload = join(makeFolder(), 'no-watches.mjs');
  writeFileSync(preload, NO_WATCHES);
  await startDaemon(repository, { env: { NODE_OPTIONS: `--import=${preload}` } });
  writePlan(repository, 'tea', [writes('tea.txt')]);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  writePlan(repository, 'more', [writes('more.txt')]);
  await waitForStatus(
    repository,
    ({ tasks }) => tasks.length === 2 && tasks.every(({ status }) => status === 'done'),
  );
  const told = readEventLog(repository).filter(({ type }) => type === 'watch:degraded');
  expect(told).toHaveLength(1);
  expect(told[0]?.message).toContain('looking regularly instead');
  for (const command of ['logs', 'status']) {
    expect(await planexOk(repository, command)).toContain('looking regularly instead');
  }
  const { troubles } = await readStatus(repository);
  expect(troubles).toEqual([{ kind: 'watch', message: told[0]?.message }]);
  expect((await planex(repository, ['doctor'])).stdout).toMatch(
    /warning +watch: .*looking regularly instead/,
  );
});
