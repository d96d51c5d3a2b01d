import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planex, planexOk, settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';
import { TEA, TEA_TASK, writeTea } from '../../support/tolerant-plan.ts';

interface Tea {
  repository: TestRepository;
  countRuns: () => number;
}

/** A plan whose one task notes each time it runs and then does what `script` says; planex dies at `point` as it ends its run. */
async function dieAt(point: string, script: string, limit: string): Promise<Tea> {
  const repository = makeRepository();
  const count = join(makeFolder(), 'count');
  const commands = [`echo x >> '${count}'; runs=$(wc -l < '${count}'); ${script}`];
  writeTea(repository, [{ commands }], [limit]);
  const { code } = await planex(repository, ['once'], { env: { PLANEX_FAULT_POINT: point } });
  expect(code).toBe(128);
  const countRuns = (): number =>
    existsSync(count) ? readFileSync(count, 'utf8').trim().split('\n').length : 0;
  return { repository, countRuns };
}

const FIRST_TOO_MUCH = 'echo $runs > x.txt; test $runs -gt 1 || echo y > y.txt';
const ONE_FILE = 'Stop if more than 1 file changes.';

describe('killed while a run is stopped, what a person discards then does not land', () => {
  it.each(['replace-file:compared', 'replace-file:renamed', 'workspace-snapshot:committed'])(
    'at %s',
    async (point) => {
      const { repository, countRuns } = await dieAt(point, FIRST_TOO_MUCH, ONE_FILE);
      await planexOk(repository, 'resolve', TEA_TASK, '--option', '2');
      expect(standings((await settle(repository)).status)).toEqual(['done']);
      expect(countRuns()).toBe(2);
      expect(repository.git('show', 'HEAD:x.txt').trim()).toBe('2');
    },
  );

  it('nor where its Status held the plan back in between', async () => {
    const { repository, countRuns } = await dieAt('replace-file:compared', FIRST_TOO_MUCH, ONE_FILE);
    repository.write(TEA, repository.read(TEA).replace('Status: APPROVED', 'Status: DRAFT'));
    await settle(repository);
    repository.write(TEA, repository.read(TEA).replace('Status: DRAFT', 'Status: APPROVED'));
    expect(standings((await settle(repository)).status)).toEqual(['waiting: breach']);
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '2');
    expect(standings((await settle(repository)).status)).toEqual(['done']);
    expect(countRuns()).toBe(2);
    expect(repository.git('show', 'HEAD:x.txt').trim()).toBe('2');
  });

  it('what a person accepts lands without another run', async () => {
    const { repository, countRuns } = await dieAt('replace-file:renamed', FIRST_TOO_MUCH, ONE_FILE);
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
    expect(standings((await settle(repository)).status)).toEqual(['done']);
    expect(countRuns()).toBe(1);
  });
});

describe('killed before a plan is set to BLOCKED, planex takes no other edit of its own for that', () => {
  it.each([[[]], [['--why', 'let me think']]])('rejected (%j) and approved, the task waits', async (why) => {
    const { repository, countRuns } = await dieAt(
      'replace-file:compared',
      'exit 1',
      'Stop after 1 attempt that fails.',
    );
    await planexOk(repository, 'reject', TEA, ...why);
    await planexOk(repository, 'approve', TEA);
    expect(standings((await settle(repository)).status)).toEqual(['waiting: breach']);
    expect(countRuns()).toBe(1);
  });
});
