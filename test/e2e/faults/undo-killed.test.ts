import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { planex, readEventLog, settle, standings, startDaemon } from '../../support/planex.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const undo = (task: string): string[] => ['undo', `docs/plans/2026-11-20-tea#${task}`];

/** What says that work trees are in use, with all that was left by who wrote it. */
function listClaims(state: string): string[] {
  const found = readdirSync(state, { recursive: true, encoding: 'utf8' });
  return found.filter((name) => dirname(name).endsWith('claims'));
}

it.each(['workspace-claims:drafted', 'workspace-claims:taken', 'landing:checked'])(
  'an undo that is killed at %s holds no work tree once another is through',
  async (point) => {
    const repository = makeRepository();
    const env = { XDG_STATE_HOME: makeFolder() };
    writePlan(repository, 'tea', [writes('tea.txt')]);
    expect(await planex(repository, ['once'], { env })).toMatchObject({ code: 0 });
    const killed = await planex(repository, undo('1'), { env: { ...env, PLANEX_FAULT_POINT: point } });
    expect(killed).toMatchObject({ code: 128, stderr: expect.stringContaining('SIGKILL') });
    expect(listClaims(env.XDG_STATE_HOME)).not.toEqual([]);

    expect(await planex(repository, undo('1'), { env })).toMatchObject({ code: 0 });

    expect(listClaims(env.XDG_STATE_HOME)).toEqual([]);
    expect(repository.git('log', '-1', '--format=%s')).toBe('Revert "feat(tea): Write tea.txt"');
    expect(repository.git('for-each-ref', 'refs/planex')).toBe('');
  },
);

it('an undo goes on beside a work tree that cannot be saved, which is taken back when it can be', async () => {
  const repository = makeRepository();
  const env = { XDG_STATE_HOME: makeFolder() };
  writePlan(repository, 'tea', [writes('tea.txt'), writes('cup.txt')]);
  expect(await planex(repository, ['once'], { env })).toMatchObject({ code: 0 });
  await planex(repository, undo('2'), { env: { ...env, PLANEX_FAULT_POINT: 'landing:checked' } });
  const index = join(repository.path, '.git/worktrees/slot-1/planex-base-index');
  const bytes = readFileSync(index);
  writeFileSync(index, 'damaged');

  expect(await planex(repository, undo('2'), { env })).toMatchObject({ code: 0 });

  expect(repository.git('log', '-1', '--format=%s')).toBe('Revert "feat(tea): Write cup.txt"');
  expect(listClaims(env.XDG_STATE_HOME).map((path) => basename(path))).toEqual(['slot-1.json']);
  expect(readEventLog(repository)).toContainEqual(
    expect.objectContaining({
      type: 'run:warning',
      message: expect.stringContaining('cannot be taken away'),
    }),
  );

  writeFileSync(index, bytes);
  expect(await planex(repository, undo('1'), { env })).toMatchObject({ code: 0 });
  expect(listClaims(env.XDG_STATE_HOME)).toEqual([]);
  expect(repository.git('for-each-ref', 'refs/planex')).toBe('');
});

it('of two that come at once to a daemon, neither takes the work tree of the other', async () => {
  const repository = makeRepository();
  writePlan(repository, 'tea', [writes('tea.txt'), writes('cup.txt')]);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  await startDaemon(repository);
  const both = await Promise.all(['1', '2'].map((task) => planex(repository, undo(task))));
  expect(both.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
    { code: 0, stderr: '' },
    { code: 0, stderr: '' },
  ]);
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('5');
});
