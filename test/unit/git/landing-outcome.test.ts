import { expect, test } from 'vitest';
import {
  explainEnding,
  explainRefusal,
  retryLater,
  retryRefreshed,
} from '../../../src/git/landing/landing-outcome.ts';

test('what a branch that would not move means', () => {
  const explain = (kind: 'moved' | 'locked' | 'stopped' | 'refused') =>
    explainRefusal({ kind, output: 'words' });
  expect(explain('moved')).toEqual(retryLater('somebody who keeps moving the branch'));
  expect(explain('locked')).toEqual({ kind: 'locked', by: 'words' });
  expect(explain('stopped')).toEqual({ kind: 'stopped' });
  expect(explain('refused')).toEqual({ kind: 'refused', output: 'words' });
});

test('who was told to end is stopped, and who hangs is refused', () => {
  expect(explainEnding({ said: 'git', endedBy: 'signal' })).toEqual({ kind: 'stopped' });
  expect(explainEnding({ said: 'git x did not end', endedBy: 'limit' })).toEqual({
    kind: 'refused',
    output: 'git x did not end, so it was ended: does a filter or a hook hang?',
  });
});

test('a landing is tried again, with files looked at where that helps', () => {
  const otherwise = { kind: 'locked' as const, by: 'somebody' };
  expect(retryLater('somebody')).toEqual({ kind: 'again', otherwise });
  expect(retryRefreshed(otherwise)).toEqual({ kind: 'again', otherwise, refreshes: true });
});
