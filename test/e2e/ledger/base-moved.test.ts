import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';

it('when the base moved since the run began, the work is rebased, verified again, and lands', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  const commitByHand = `cd ${repository.path} && echo hand > hand.txt && git add hand.txt && git commit -q -m "by hand"`;
  writePlan(repository, 'mine', [
    {
      title: 'Mine',
      files: ['mine.txt'],
      commands: ['echo mine > mine.txt', `(${commitByHand})`],
      verify: [`ls >> ${meet.place('seen')}; echo - >> ${meet.place('seen')}`],
    },
  ]);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.git('log', '-2', '--format=%s')).toBe('feat(mine): Mine\nby hand');
  const [first, second] = meet.read('seen').split('-\n');
  expect(first?.trim().split('\n')).toEqual(['README.md', 'mine.txt']);
  expect(second?.trim().split('\n')).toEqual(['README.md', 'hand.txt', 'mine.txt']);
});

it('work that does not verify on the new base does not land', async () => {
  const repository = makeRepository();
  const commitByHand = `cd ${repository.path} && echo hand > hand.txt && git add hand.txt && git commit -q -m "by hand"`;
  writePlan(repository, 'mine', [
    {
      files: ['mine.txt'],
      commands: ['echo mine > mine.txt', `(${commitByHand})`],
      verify: ['test ! -e hand.txt'],
    },
  ]);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['failed: tests-failing']);
  expect(repository.git('log', '-1', '--format=%s')).toBe('by hand');
});

it('a conflict gives one new run on the new base, then fails, with the work kept', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  repository.commit({ 'both.txt': 'old\n' });
  const commitByHand = `cd ${repository.path} && echo run >> ${meet.place('runs')} && wc -l < ${meet.place('runs')} > both.txt && git commit -q -a -m "by hand"`;
  writePlan(repository, 'mine', [
    { files: ['Modify: both.txt'], commands: ['echo mine > both.txt', `(${commitByHand})`] },
  ]);
  const { code, status } = await settle(repository);
  expect([code, standings(status)]).toEqual([1, ['failed: conflict']]);
  expect(meet.read('runs')).toBe('run\nrun\n');
  expect(repository.git('show', 'HEAD:both.txt')).toBe('2');
  const kept = repository.git('for-each-ref', '--format=%(refname)', 'refs/planex/runs/').split('\n');
  expect(kept).toContain(`refs/planex/runs/${status.tasks[0]?.run}`);
  for (const ref of kept) expect(repository.git('show', `${ref}:both.txt`)).toBe('mine');
});
