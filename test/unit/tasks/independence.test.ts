import { fc, test } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { type Footprint, findAncestors, footprintOf, overlaps } from '../../../src/tasks/independence.ts';

describe('two footprints', () => {
  it.each<[Footprint, Footprint, boolean]>([
    [['a'], ['a'], true],
    [['a'], ['b'], false],
    [['src'], ['src/a.ts'], true],
    [['src/'], ['src/a.ts'], true],
    [['src'], ['srcs/a.ts'], false],
    [['a', 'b'], ['c', 'b'], true],
    [[], ['a'], false],
    ['everything', ['a'], true],
    ['everything', 'everything', true],
  ])('%j and %j', (left, right, together) => {
    expect(overlaps(left, right)).toBe(together);
    expect(overlaps(right, left)).toBe(together);
  });
});

it('undeclared paths overlap with everything', () => {
  expect(footprintOf([])).toBe('everything');
  expect(footprintOf([{ path: 'a' }])).toEqual(['a']);
});

const graph = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.subarray(['a', 'b', 'c', 'd', 'gone']));

test.prop([graph])(
  'ancestors hold what comes directly before and what comes before that, also in circles',
  (edges) => {
    const after = new Map(Object.entries(edges));
    const found = findAncestors('a', after);
    for (const id of after.get('a') ?? []) expect(found).toContain(id);
    for (const id of found) for (const before of after.get(id) ?? []) expect(found).toContain(before);
  },
);
