import { expect, it } from 'vitest';
import { sharesChanges } from '../../../src/tasks/merged-changes.ts';

const bytes = (...lines: string[]): Uint8Array => new TextEncoder().encode(lines.join('\n'));
const BASE = ['# Tea', 'Boil water.', '- [ ] boil', 'Serve.'];

function judge(now: string[], other: string[], withRemoved = false, admitted = [BASE]): boolean {
  return sharesChanges({
    admitted: admitted.map((lines) => bytes(...lines)),
    now: bytes(...now),
    other: bytes(...other),
    withRemoved,
  });
}

it.each<[string, string[], string[], boolean]>([
  ['nothing has changed', BASE, [...BASE, 'Add milk.'], false],
  ['each has a line of its own', [...BASE, 'Add rum.'], [...BASE, 'Add milk.'], false],
  ['both have the same new line', ['# Our tea', ...BASE.slice(1), 'Add milk.'], [...BASE, 'Add milk.'], true],
  ['it only has other line ends', [...BASE, 'Add milk.\r'], [...BASE, '  Add milk.'], true],
  ['a new line of both says nothing', [...BASE, '---'], [...BASE, '---'], false],
  [
    'a box of both is beside other lines',
    [...BASE, 'Rum.', '- [ ] do it'],
    [...BASE, 'Milk.', '- [ ] do it'],
    false,
  ],
  [
    'a box of both comes after the same line',
    [...BASE, '- [ ] do it', 'Rum.'],
    [...BASE, '- [ ] do it', 'Milk.'],
    true,
  ],
  ['a box of both comes before the same line', ['- [ ] do it', ...BASE], ['- [ ] do it', ...BASE], true],
])('where %s', (_name, now, other, expected) => {
  expect(judge(now, other)).toBe(expected);
});

it('a line that both lack counts where it is asked for', () => {
  const without = ['# Tea', 'Boil water.', '- [ ] boil'];
  expect(judge(without, without, true)).toBe(true);
  expect(judge(without, without)).toBe(false);
  expect(judge([...BASE, 'Add rum.'], without, true)).toBe(false);
  expect(judge(without, BASE, true)).toBe(false);
});

it('what any bytes had that were admitted is not new, and only of the last a line can be gone', () => {
  const ticked = ['# Tea', 'Boil water.', '- [x] boil', 'Serve.'];
  expect(judge(ticked, [...ticked, 'Add milk.'], true, [BASE])).toBe(true);
  expect(judge(ticked, [...ticked, 'Add milk.'], false, [BASE, ticked])).toBe(false);
  expect(judge(BASE, [...BASE, 'Add milk.'], true, [BASE, ticked])).toBe(false);
});
