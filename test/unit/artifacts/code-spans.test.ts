import { expect, test } from 'vitest';
import { findCodeSpans } from '../../../src/artifacts/code-spans.ts';

test.each([
  ['nothing', 'no code', []],
  ['two spans', '`a` and `b`', ['a', 'b']],
  ['a backtick inside two', '``a`b``', ['a`b']],
  ['one that is never closed', '`a ``b', []],
  ['one that is closed by its own length only', '`a``b`', ['a``b']],
  ['one behind a backslash', '\\`a` b`', [' b']],
  ['one behind two backslashes', '\\\\`a`', ['a']],
  ['a backslash inside', '`a\\`', ['a\\']],
  ['padding of one space', '` a `', ['a']],
  ['more padding', '`  a  `', [' a ']],
  ['padding on one side', '` a`', [' a']],
  ['spaces alone', '`  `', ['  ']],
  ['a line end', '`a \n  b`', ['a b']],
  ['line ends and the spaces of the first and last line', '`a  \n  b  \n  c d`', ['a b c d']],
  ['spaces at both ends of wrapped code', '` a\nb `', ['a b']],
])('%s', (_, text, spans) => {
  expect(findCodeSpans(text).map((span) => span.text)).toEqual(spans);
});

test('a span knows where it stands, with its backticks', () => {
  expect(findCodeSpans('say ``tea``.')).toEqual([{ from: 4, to: 11, text: 'tea' }]);
});

test('many runs of backticks are read in no time', () => {
  const text = Array.from({ length: 3_000 }, (_, index) => '`'.repeat((index % 90) + 1)).join('a');
  expect(findCodeSpans(text).length).toBeGreaterThan(0);
});
