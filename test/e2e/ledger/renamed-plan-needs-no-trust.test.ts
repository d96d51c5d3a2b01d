import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planText, writes } from '../../support/plan.ts';
import { planex, planexOk, settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

const OLD = 'docs/plans/2026-11-20-old.md';
const NEW = 'docs/plans/2026-11-20-new.md';
const MOVE: [string, (repository: TestRepository) => void][] = [
  ['by a commit', (repository) => repository.git('commit', '--quiet', '-m', 'renamed')],
  ['without a commit', () => undefined],
];

/** A committed plan whose first task has landed, its tick with it, and whose second waits for `ready`. */
async function makeHalfDone(): Promise<TestRepository> {
  const repository = makeRepository();
  await settle(repository);
  const gated = { ...writes('two.txt'), verify: [`test -f "${join(repository.path, '.git/ready')}"`] };
  repository.commit({ [OLD]: planText([writes('one.txt'), gated]) });
  expect(standings((await settle(repository)).status)).toEqual(['done', 'failed: tests-failing']);
  return repository;
}

it.each(MOVE)('a half-done plan that the user renames %s goes on', async (_name, commit) => {
  const repository = await makeHalfDone();
  repository.git('mv', OLD, NEW);
  commit(repository);
  repository.write('.git/ready', '');
  expect(standings((await settle(repository)).status)).toEqual(['done', 'failed: tests-failing']);
  await planexOk(repository, 'retry', 'new#2');
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
});

it('a plan of which a task was undone waits for retry alone under another name', async () => {
  const repository = await makeHalfDone();
  repository.write('.git/ready', '');
  await planexOk(repository, 'retry', 'old#2');
  await settle(repository);
  await planexOk(repository, 'undo', 'old#1');
  repository.git('mv', OLD, NEW);
  repository.git('commit', '--quiet', '-m', 'renamed');
  expect(standings((await settle(repository)).status)).toEqual(['waiting: removed-by-user', 'done']);
  await planexOk(repository, 'retry', 'new#1');
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
});

it.each(MOVE)(
  'a plan of others that was trusted is so when the user renames it %s',
  async (_name, commit) => {
    const upstream = makeRepository();
    upstream.commit({ [OLD]: planText([writes('one.txt')]) });
    const folder = join(makeFolder(), 'clone');
    upstream.git('clone', '--quiet', upstream.path, folder);
    const clone = useRepository(folder);
    expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);
    await planexOk(clone, 'trust', OLD);
    clone.git('mv', OLD, NEW);
    commit(clone);
    expect(standings((await settle(clone)).status)).toEqual(['done']);
  },
);

it('what was trusted under another name is not any more once the plan was rejected', async () => {
  const upstream = makeRepository();
  const failing = { ...writes('one.txt'), commands: ['false'] };
  upstream.commit({ [OLD]: planText([failing], { status: 'APPROVED' }) });
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', upstream.path, folder);
  const clone = useRepository(folder);
  await planexOk(clone, 'trust', OLD);
  expect(standings((await settle(clone)).status)).toEqual(['failed: internal']);
  clone.git('mv', OLD, NEW);
  clone.git('commit', '--quiet', '-m', 'renamed');
  expect(standings((await settle(clone)).status)).toEqual(['failed: internal']);
  clone.write(NEW, `${clone.read(NEW)}\nMore.\n`);
  await planexOk(clone, 'reject', NEW, '--why', 'no');
  clone.git('checkout', '--quiet', '--', NEW);
  clone.git('reset', '--quiet', '--soft', 'HEAD~1');
  expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);
  expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);
});

it('a plan that others renamed, or that is renamed with other bytes, waits for trust', async () => {
  const repository = await makeHalfDone();
  const upstream = makeFolder();
  repository.git('clone', '--quiet', repository.path, upstream);
  const theirs = useRepository(upstream);
  theirs.git('mv', OLD, NEW);
  theirs.git('commit', '--quiet', '-m', 'renamed');
  repository.git('pull', '--quiet', upstream, 'HEAD');
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['done', 'waiting: not-admitted']);
  expect(status.tasks[1]?.reason?.message).toContain('these bytes were approved under another name');
  expect(await planex(repository, ['retry', 'new#2'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/#2 waits for trust: [^]*do: planex trust /),
  });
  theirs.commit({ [NEW]: `${theirs.read(NEW)}\nMore.\n` });
  repository.git('pull', '--quiet', upstream, 'HEAD');
  repository.git('mv', NEW, OLD);
  repository.git('commit', '--quiet', '-m', 'renamed back');
  expect(standings((await settle(repository)).status)).toEqual(['done', 'waiting: not-admitted']);
});

it.each(MOVE)(
  'a plan whose trust was taken back under its new name waits under the old one %s',
  async (_name, commit) => {
    const repository = await makeHalfDone();
    repository.git('mv', OLD, NEW);
    repository.git('commit', '--quiet', '-m', 'renamed');
    await settle(repository);
    await planexOk(repository, 'trust', '--revoke', NEW);
    repository.git('mv', NEW, OLD);
    commit(repository);
    expect(standings((await settle(repository)).status)).toEqual(['done', 'waiting: not-admitted']);
  },
);

it('what the user edits after a rename goes on running, also with a line that their own branch has', async () => {
  const words = '\nSaid on a branch.\n';
  const repository = makeRepository();
  await settle(repository);
  repository.commit({ [OLD]: planText([writes('one.txt', 'first')]) });
  repository.git('switch', '--quiet', '-c', 'side');
  repository.commit({ [OLD]: repository.read(OLD) + words });
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  repository.git('switch', '--quiet', 'main');
  const edit = async (path: string, text: string, more = ''): Promise<void> => {
    repository.write(path, repository.read(path).replace(/(?<=echo )\w+/, text) + more);
    expect(standings((await settle(repository)).status)).toEqual(['done']);
    expect(repository.read('one.txt')).toBe(`${text}\n`);
  };
  await edit(OLD, 'second');
  renameSync(join(repository.path, OLD), join(repository.path, NEW));
  await settle(repository);
  await edit(NEW, 'third');
  await edit(NEW, 'fourth', words);
});
