import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { targetBranch } from '../../../src/daemon/run/target-branch.ts';

const nameOf = (label: string): string => targetBranch({ label }, 'main', { ownBranches: true });

it.each(['login', 'my-plan', 'ünï', 'ISS-1', 'v1.2', 'a/b', '@', 'x.locked'])('is the slug %s', (label) => {
  expect(nameOf(label)).toBe(`planex/${label}`);
});

it.each([
  '',
  'what?',
  'v1..2',
  'v1...2',
  'x.lock',
  'x.lock/y',
  '.x',
  'a/.x',
  'x.',
  'a./x',
  'a//b',
  '/a',
  'a/',
  'a/.',
  '..',
  'my plan',
  'a~1',
  'a^',
  'a:b',
  'a*',
  'a[b',
  'a\\b',
  'a@{b',
  'a\tb',
  'a\u007fb',
  'ü'.repeat(120),
  '.lock',
  './.',
])('is one that git takes, told apart from those like it, for the slug "%s"', (label) => {
  const name = nameOf(label);
  expect(execFileSync('git', ['check-ref-format', '--branch', name], { encoding: 'utf8' })).toBe(`${name}\n`);
  expect(name).toMatch(/-[0-9a-f]{8}$/);
  expect(Buffer.byteLength(name)).toBeLessThan(240);
  expect(nameOf('what?')).not.toBe(nameOf('what*'));
});
