import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { planexOk, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';

it('a run keeps its work tree while others come and go, also through `git worktree prune`', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  writePlan(repository, 'long', [
    {
      files: ['long.txt'],
      commands: [
        `pwd -P > ${meet.place('long')}.tmp`,
        'echo half > long.txt',
        `mv ${meet.place('long')}.tmp ${meet.place('long')}`,
        meet.await('go'),
        'echo whole >> long.txt',
      ],
    },
  ]);
  await startDaemon(repository);
  await meet.receive('long');
  for (const name of ['one', 'two']) {
    writePlan(repository, name, [
      { files: [`${name}.txt`], commands: [`pwd -P > ${meet.place(name)}`, `echo > ${name}.txt`] },
    ]);
    await waitForStatus(repository, ({ tasks }) =>
      tasks.some(({ id, status }) => id.includes(name) && status === 'done'),
    );
    repository.git('worktree', 'prune');
    repository.git('gc', '--quiet', '--prune=now');
  }
  expect([meet.read('one'), meet.read('two')]).not.toContain(meet.read('long'));
  meet.send('go');
  await waitForStatus(repository, ({ tasks }) => tasks.every(({ status }) => status === 'done'));
  expect(repository.read('long.txt')).toBe('half\nwhole\n');
  expect(await planexOk(repository, 'status')).toMatch(/3 done/);
});
