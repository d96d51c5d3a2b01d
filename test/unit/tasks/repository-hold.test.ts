import { expect, it } from 'vitest';
import {
  findLandingHold,
  findRepositoryHold,
  type RepositoryFacts,
} from '../../../src/tasks/repository-hold.ts';

const good: RepositoryFacts = {
  head: { kind: 'branch', name: 'main', oid: 'o' },
  commitInProgress: false,
  checkedOut: [{ branch: 'main', path: '/r' }],
  identity: { name: 'Ada', email: 'ada@example.test' },
};

it.each<[string, Partial<RepositoryFacts>, string | undefined]>([
  ['on a branch', {}, undefined],
  ['without a commit yet', { head: { kind: 'unborn', name: 'main' } }, 'wrong-branch'],
  ['with a detached HEAD', { head: { kind: 'detached', oid: 'o' } }, 'wrong-branch'],
  [
    'during a rebase, which detaches HEAD',
    { head: { kind: 'detached', oid: 'o' }, operation: 'rebase' },
    'operation-in-progress',
  ],
  ['where Git does not know who commits', { identity: undefined }, 'auth'],
])('nothing can be claimed %s: %s', (_name, change, code) => {
  const hold = findRepositoryHold({ ...good, ...change });
  expect(hold?.code).toBe(code);
  if (hold !== null) expect(hold.action).toMatch(/\w/);
});

it.each<[string, Partial<RepositoryFacts>, string, boolean, string | undefined]>([
  ['it is checked out and free', {}, 'main', false, undefined],
  [
    'HEAD is on a symbolic branch that names it',
    { head: { kind: 'branch', name: 'main', oid: 'o', alias: 'master' } },
    'main',
    false,
    'wrong-branch',
  ],
  [
    'it is checked out twice',
    { checkedOut: [...good.checkedOut, { branch: 'main', path: '/w' }] },
    'main',
    false,
    'wrong-branch',
  ],
  [
    'HEAD is on another branch',
    { head: { kind: 'branch', name: 'side', oid: 'o' } },
    'main',
    false,
    'wrong-branch',
  ],
  ['HEAD is detached', { head: { kind: 'detached', oid: 'o' } }, 'main', false, 'wrong-branch'],
  [
    'it is being rebased',
    { head: { kind: 'detached', oid: 'o' }, operation: 'rebase' },
    'main',
    false,
    'operation-in-progress',
  ],
  ['a merge is in progress', { operation: 'merge' }, 'main', false, 'operation-in-progress'],
  ['a commit message is being edited', { commitInProgress: true }, 'main', false, 'commit-in-progress'],
  [
    "it is planex's own, and a merge is in progress elsewhere",
    { operation: 'merge' },
    'planex/tea',
    true,
    undefined,
  ],
  [
    "it is planex's own, and checked out during a merge",
    { operation: 'merge' },
    'main',
    true,
    'operation-in-progress',
  ],
  [
    "it is planex's own, and checked out in two other trees",
    {
      checkedOut: [
        { branch: 'planex/tea', path: '/a' },
        { branch: 'planex/tea', path: '/b' },
      ],
    },
    'planex/tea',
    true,
    'wrong-branch',
  ],
])('a branch where %s', (_name, change, target, own, code) => {
  expect(findLandingHold({ ...good, ...change }, target, own)?.code).toBe(code);
});
