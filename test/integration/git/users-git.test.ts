import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  awaitLeaving,
  awaitStaging,
  findUsersGit,
  listProcesses,
} from '../../../src/git/landing/users-git.ts';
import { makeFolder } from '../../support/repository.ts';

const makeWorkTree = (): string => realpathSync(makeFolder());

/** A process that is called as told, and stays until it is let go. */
async function begin(cwd: string, words: string[], program = 'git') {
  // Of what follows `-c` the reader of git's verbs takes one word, as git does.
  const child = spawn('sh', ['-c', 'echo begun; read -r line', ...words], {
    cwd,
    argv0: program,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(child, 'close');
  const end = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  onTestFinished(end);
  await once(child.stdout, 'data');
  return { pid: String(child.pid), end };
}

const MOVING = [
  'am',
  'checkout',
  'cherry-pick',
  'commit',
  'merge',
  'pull',
  'rebase',
  'reset',
  'revert',
  'stash',
];
const STAGING = ['add', 'apply', 'mv', 'restore', 'rm', 'stage', 'update-index'];
const LEAVING = ['checkout', 'pull', 'rebase', 'switch'];

describe.runIf(process.platform === 'linux')('what the user does with git in a work tree', () => {
  test.each([...MOVING, 'switch'])('is found when it is git %s', async (verb) => {
    const workTree = makeWorkTree();
    await begin(workTree, [verb]);
    expect(findUsersGit(workTree)).toBe(verb);
  });

  test.each([
    ['reads', ['status'], 'git'],
    ['stages', ['add', 'commit'], 'git'],
    ['is told nothing', [], 'git'],
    ['is another program', ['commit'], 'tig'],
  ])('is let be when it %s', async (_, words, program) => {
    const workTree = makeWorkTree();
    await begin(workTree, words, program);
    expect(findUsersGit(workTree)).toBeUndefined();
    expect(await awaitLeaving(workTree)).toBe(true);
  });

  test('is let be in other folders, and where it was known before', async () => {
    const workTree = makeWorkTree();
    await begin(makeWorkTree(), ['commit']);
    expect(findUsersGit(workTree)).toBeUndefined();
    const { pid } = await begin(workTree, ['commit']);
    const known = listProcesses();
    expect(known).toContain(pid);
    expect(findUsersGit(workTree, known)).toBeUndefined();
    await begin(workTree, ['merge']);
    expect(findUsersGit(workTree, known)).toBe('merge');
  });

  test.each(LEAVING)('is waited for when git %s may be about to leave the branch', async (verb) => {
    const workTree = makeWorkTree();
    const { end } = await begin(workTree, [verb]);
    let mayEnd = false;
    const waited = awaitLeaving(workTree).then((answer) => [answer, mayEnd]);
    // Who does not wait has an answer before anything else can happen.
    await new Promise(setImmediate);
    mayEnd = true;
    await end();
    expect(await waited).toEqual([true, true]);
  });

  test('is not waited for when it stays on the branch, or began later', async () => {
    const workTree = makeWorkTree();
    for (const verb of MOVING.filter((one) => !LEAVING.includes(one))) await begin(workTree, [verb]);
    expect(await awaitLeaving(workTree)).toBe(true);
    const first = await begin(workTree, ['switch']);
    const waited = awaitLeaving(workTree);
    await begin(workTree, ['switch']);
    await first.end();
    expect(await waited).toBe(true);
  });

  test('is waited for no longer than a checkout takes', async () => {
    const workTree = makeWorkTree();
    await begin(workTree, ['checkout']);
    expect(await awaitLeaving(workTree)).toBe(false);
  });

  test.each(STAGING)('is let end when it is git %s, which writes the index', async (verb) => {
    const workTree = makeWorkTree();
    const known = listProcesses();
    const { end } = await begin(workTree, [verb]);
    let hasEnded = false;
    const waited = awaitStaging(workTree, known, 60_000).then(() => hasEnded);
    // Who does not wait, or waits once, has an answer before two others have come and gone.
    for (const _ of ['one', 'another']) await promisify(execFile)('git', ['version']);
    hasEnded = true;
    await end();
    expect(await waited).toBe(true);
  });

  test('is not let end when it began long ago, reads, or has no end', async () => {
    const workTree = makeWorkTree();
    await begin(workTree, ['add']);
    const known = listProcesses();
    await begin(workTree, ['status']);
    await begin(makeWorkTree(), ['add']);
    let isOver = false;
    void awaitStaging(workTree, known).then(() => (isOver = true));
    await new Promise(setImmediate);
    expect(isOver).toBe(true);
    await begin(workTree, ['rm']);
    await awaitStaging(workTree, known);
  });
});
