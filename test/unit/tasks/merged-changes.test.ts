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
  const salted = ['# Tea', 'Boil water.', 'Add salt.', 'Serve.'];
  expect(judge(salted, [...salted, 'Add milk.'], true, [BASE])).toBe(true);
  expect(judge(salted, [...salted, 'Add milk.'], false, [BASE, salted])).toBe(false);
  expect(judge(BASE, [...BASE, 'Add milk.'], true, [BASE, salted])).toBe(false);
});

it.each(['x', 'X'])(
  'a box that both have ticked (%s) is no change, and one that both have opened again is',
  (mark) => {
    const ticked = BASE.map((line) => line.replace('[ ]', `[${mark}]`));
    expect(judge([...ticked, 'Add rum.'], [...ticked, 'Add milk.'], true)).toBe(false);
    expect(judge([...BASE, 'Add rum.'], BASE, false, [ticked])).toBe(true);
    expect(judge([...ticked, '- [x] drink'], [...ticked, '- [x] drink'], true, [BASE.slice(0, 3)])).toBe(
      true,
    );
  },
);
