import { expect, it } from 'vitest';
import { planText, writePlan, writes } from '../../support/plan.ts';
import { planexOk, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-mine.md';

it('a tracked and clean artifact is ticked in the commit of the work', async () => {
  const repository = makeRepository();
  repository.commit({ [PLAN]: planText([writes('one.txt'), writes('two.txt')]) });
  await planexOk(repository, 'trust', PLAN);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  const boxes = (commit: string) =>
    repository
      .git('show', `${commit}:${PLAN}`)
      .match(/\[[ x]\]/g)
      ?.join('');
  expect([boxes('HEAD~1'), boxes('HEAD')]).toEqual(['[x][ ]', '[x][x]']);
  expect(repository.git('show', '--format=', '--name-only', 'HEAD').split('\n')).toEqual([PLAN, 'two.txt']);
  expect(repository.git('status', '--porcelain')).toBe('');
});

it('an untracked artifact is ticked in the working tree, and the work lands without it', async () => {
  const repository = makeRepository();
  writePlan(repository, 'mine', [writes('one.txt')]);
  await settle(repository);
  expect(repository.read(PLAN)).toBe(planText([writes('one.txt')], { title: 'mine' }).replace('[ ]', '[x]'));
  expect(repository.git('show', '--format=', '--name-only', 'HEAD')).toBe('one.txt');
  expect(repository.git('status', '--porcelain', '-uall')).toBe(`?? ${PLAN}`);
});

it('a modified artifact is ticked in the working tree with all other edits kept, and its dirt delays nothing', async () => {
  const repository = makeRepository();
  repository.commit({ [PLAN]: planText([writes('one.txt')]) });
  const edited = `${planText([writes('one.txt')])}\nA remark of mine.\n`;
  repository.write(PLAN, edited);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.read(PLAN)).toBe(edited.replace('[ ]', '[x]'));
  expect(repository.git('show', `HEAD:${PLAN}`)).toContain('[ ]');
  repository.git('commit', '--quiet', '-m', 'docs: a remark', '--', PLAN);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});

it('an edit made while the run is at work is kept, and ticked', async () => {
  const repository = makeRepository();
  const task = {
    ...writes('one.txt'),
    commands: [`echo "## A late remark" >> ${repository.path}/${PLAN}`, 'echo > one.txt'],
  };
  repository.commit({ [PLAN]: planText([task]) });
  await planexOk(repository, 'trust', PLAN);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.read(PLAN)).toBe(`${planText([task]).replace('[ ]', '[x]')}## A late remark\n`);
});
