import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectWhole, landPlan, newestChange } from '../../support/land-plan.ts';
import { planText, writes } from '../../support/plan.ts';
import { planex, planexOk, readStatus, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

it('a linked work tree is landed on where planex runs; the main one stays as it is', async () => {
  const main = makeRepository();
  main.write('users.txt', 'staged\n');
  main.git('add', 'users.txt');
  const path = join(makeFolder(), 'linked');
  main.git('worktree', 'add', '--quiet', '-b', 'feature', path);
  const before = main.git('rev-parse', 'main');
  const linked = useRepository(path);
  await landPlan(linked, [writes('mine.txt')]);
  expect(newestChange(linked)).toBe('A\tmine.txt');
  expect(linked.git('branch', '--show-current')).toBe('feature');
  expect(main.git('rev-parse', 'main')).toBe(before);
  expectWhole(main, 'A  users.txt');
});

it('from another work tree the daemon is found, and it is said for which one it works', async () => {
  const main = makeRepository();
  const path = join(makeFolder(), 'linked');
  main.git('worktree', 'add', '--quiet', '-b', 'feature', path);
  await startDaemon(main);
  expect(await planexOk(path, 'status')).toMatch(`is running in ${main.path} (pid`);
  expect(await planexOk(path, 'start')).toContain(`it works for ${main.path}; to land here instead:`);
  expect(await planexOk(main, 'start')).not.toContain('it works for');
});

it('of two that are started at once in two work trees, both are told for which one planex works', async () => {
  const main = makeRepository();
  const path = join(makeFolder(), 'linked');
  main.git('worktree', 'add', '--quiet', '-b', 'feature', path);
  const places = [main.path, path];
  const told = await Promise.all(places.map(async (place) => planexOk(place, 'start')));
  const { home = '' } = (await readStatus(main)).daemon;
  expect(places).toContain(home);
  for (const [at, words] of told.entries()) {
    if (places[at] === home) expect(words).not.toContain('it works for');
    else expect(words).toContain(`it works for ${home}; to land here instead:`);
  }
});

const PLAN = 'docs/plans/2026-11-20-both.md';

/** A main work tree and a linked one, each with a draft of its own under one name; planex comes to the main one later. */
function makeBoth(inMain: string, inLinked: string): { main: TestRepository; linked: TestRepository } {
  const main = makeRepository();
  const path = join(makeFolder(), 'linked');
  main.commit({ [PLAN]: inMain });
  main.git('worktree', 'add', '--quiet', '-b', 'feature', path);
  const linked = useRepository(path);
  if (inLinked !== inMain) linked.commit({ [PLAN]: inLinked });
  return { main, linked };
}

describe('from another work tree a plan is let run only as it reads there too', () => {
  const evil = planText([writes('evil.txt')], { status: 'DRAFT' });
  const good = planText([writes('good.txt')], { status: 'DRAFT' });

  it.each([
    ['approve', ['approve', PLAN]],
    ['trust', ['trust', PLAN]],
    ['trust --all', ['trust', '--all', '--yes']],
  ])('by planex %s', async (_, command) => {
    const { main, linked } = makeBoth(evil, good);
    await startDaemon(main);
    const before = standings(await readStatus(main));

    const refused = await planex(linked, command);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toBe(
      `planex: ${PLAN} is not the same here as in the work tree that planex works for\n` +
        `  at: ${join(main.path, PLAN)}\n  do: cd ${main.path}, look at it there, and say this again\n`,
    );
    expect(standings(await readStatus(main))).toEqual(before);
    expect(main.read(PLAN)).toBe(evil);
    expect(JSON.parse(await planexOk(main, 'trust', '--list', '--json'))).toEqual({ files: [] });

    linked.git('rm', '--quiet', PLAN);
    expect(await planex(linked, command)).toMatchObject({ code: 2, stderr: refused.stderr });

    linked.write(PLAN, evil);
    await planexOk(linked, ...command);
    await planexOk(main, 'approve', PLAN);
    await waitForStatus(main, (status) => status.tasks[0]?.status === 'done');
  });
});

it('what is taken back from another work tree is named by its whole path', async () => {
  const text = planText([writes('tea.txt')], { status: 'DRAFT' });
  const { main, linked } = makeBoth(text, text);
  await startDaemon(main);
  const file = join(main.path, PLAN);
  expect(await planexOk(linked, 'approve', PLAN)).toContain(`approved ${file} (`);
  await waitForStatus(main, (status) => status.tasks[0]?.status === 'done');
  expect(await planexOk(linked, 'trust', '--revoke', PLAN)).toBe(`${file} waits for trust again\n`);
  expect(await planexOk(linked, 'reject', PLAN)).toContain(`${file} is rejected: `);
  expect(await planexOk(main, 'reject', PLAN)).toMatch(new RegExp(`^${PLAN} is rejected: `));
});
