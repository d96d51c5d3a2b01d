import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { planex, planexOk, readStatus, taskOf } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-';

/** Undoes the first task and expects that this is refused with nothing changed; returns what was said. */
async function refuseUndo(repository: TestRepository): Promise<string> {
  const before = [repository.git('rev-parse', 'HEAD'), repository.git('status', '--porcelain')];
  const refused = await planex(repository, ['undo', 'one#1']);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect([repository.git('rev-parse', 'HEAD'), repository.git('status', '--porcelain')]).toEqual(before);
  expect(taskOf(await readStatus(repository), 'one#1').status).toBe('done');
  return refused.stderr;
}

/** Lands two tasks on a branch of their own, with a commit of the user's, and merges all as one commit. */
async function squash(repository: TestRepository): Promise<string> {
  writePlan(repository, 'one', [writes('one.txt')]);
  writePlan(repository, 'two', [writes('two.txt')]);
  repository.git('switch', '--quiet', '-c', 'feature');
  await planexOk(repository, 'once');
  const [landed = ''] = repository.git('log', '--format=%H', '--', 'one.txt').split('\n');
  repository.commit({ 'mine.txt': 'mine\n' });
  repository.git('switch', '--quiet', 'main');
  repository.git('merge', '--quiet', '--squash', 'feature');
  repository.git('commit', '--quiet', '--no-edit');
  repository.git('branch', '--quiet', '-D', 'feature');
  return landed.slice(0, 10);
}

it('does not take back the other tasks and the work of the user in a squash merge', async () => {
  const repository = makeRepository();
  const landed = await squash(repository);
  const said = await refuseUndo(repository);
  expect(said).toMatch(
    new RegExp(
      `^planex: [0-9a-f]{10} holds more than what planex landed for ${PLAN}one#1: ${PLAN}two#1, mine\\.txt, two\\.txt\\n`,
    ),
  );
  expect(said).toContain(`do: git revert ${landed} takes back that alone`);

  // What is advised does so.
  repository.git('revert', '--no-edit', landed);
  expect(repository.git('ls-files').split('\n')).toEqual(['README.md', 'mine.txt', 'two.txt']);
});

it.each([
  ['a file of the user', { 'mine.txt': 'mine\n' }, 'mine.txt'],
  ['a change of the user in its file', { 'one.txt': 'one.txt\nmine\n' }, 'one.txt'],
  ['the plan', {}, `${PLAN}one.md`],
])('does not take back %s that was amended into its commit', async (_, files, named) => {
  const repository = makeRepository();
  const { path } = writePlan(repository, 'one', [writes('one.txt')]);
  await planexOk(repository, 'once');
  for (const [file, text] of Object.entries(files)) repository.write(file, text);
  repository.git('add', ...Object.keys({ [path]: '', ...files }));
  if (named !== path) repository.git('reset', '--quiet', '--', path);
  repository.git('commit', '--quiet', '--amend', '--no-edit');
  expect(await refuseUndo(repository)).toContain(`landed for ${PLAN}one#1: ${named}\n`);
});

it('names other tasks and paths also when what was landed is known no more', async () => {
  const original = makeRepository();
  await squash(original);
  const clone = makeFolder();
  original.git('clone', '--quiet', '--no-local', original.path, clone);
  const repository = useRepository(clone);
  writePlan(repository, 'one', [writes('one.txt')]);
  const said = await refuseUndo(repository);
  expect(said).toContain(`more than the work on ${PLAN}one#1: ${PLAN}two#1, mine.txt, two.txt\n`);
  expect(said).toMatch(/do: git show [0-9a-f]{10}, and take back by hand what is of the task/);
});

it('undoes a landed commit that was rebased beside other changes of its file, and one that was reworded', async () => {
  const repository = makeRepository();
  const lines = ['a', 'b', 'c', 'd', 'e'];
  repository.commit({ 'one.txt': `${lines.join('\n')}\n` });
  const base = repository.git('rev-parse', 'HEAD');
  const task = { files: ['Modify: one.txt'], commands: ['sed -i s/^c$/C/ one.txt'] };
  writePlan(repository, 'one', [task]);
  await planexOk(repository, 'once');
  repository.git('switch', '--quiet', '-c', 'other', base);
  repository.commit({ 'one.txt': `top\n${lines.join('\n')}\nend\n` });
  repository.git('rebase', '--quiet', 'other', 'main');
  repository.git('branch', '--quiet', '-D', 'other');
  const message = repository.git('log', '-1', '--format=%B');
  repository.git('commit', '--quiet', '--amend', '-m', `In my words\n\n${message}`);
  expect(repository.read('one.txt')).toContain('C\n');
  await planexOk(repository, 'undo', 'one#1');
  expect(repository.read('one.txt')).toBe(`top\n${lines.join('\n')}\nend\n`);
});

it('leaves no reference of its own behind', async () => {
  const repository = makeRepository();
  const { ids } = writePlan(repository, 'one', [writes('one.txt')]);
  await planexOk(repository, 'once');
  await planexOk(repository, 'undo', ids[0] ?? '');
  expect(repository.git('for-each-ref', 'refs/planex')).toBe('');
});

it('says of what is on another branch where to undo it', async () => {
  const repository = makeRepository();
  repository.write('.planexrc', '{ "landing": { "branch": "planex/<slug>" } }');
  const { ids } = writePlan(repository, 'one', [writes('one.txt')]);
  await planexOk(repository, 'once');
  const short = repository.git('rev-parse', 'planex/one').slice(0, 10);
  expect(await refuseUndo(repository)).toBe(
    `planex: nothing of ${short} is on main\n  do: git branch --contains ${short} lists the branches that have it: switch to one of them and undo again\n`,
  );
  repository.git('switch', '--quiet', 'planex/one');
  await planexOk(repository, 'undo', ids[0] ?? '');
  expect(repository.git('ls-files')).toBe('README.md');
});
