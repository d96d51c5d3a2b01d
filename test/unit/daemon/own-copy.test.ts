import { getHeapStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { findCollector } from '../../../src/compose/daemon/spare-memory.ts';
import { createArtifactCatalogue } from '../../../src/daemon/look/artifact-catalogue.ts';
import { makeOwnCopy } from '../../../src/daemon/own-copy.ts';

test('a copy says the same, whatever texts there are in it', () => {
  const value = {
    texts: [
      '',
      'short',
      'a longer text, in ASCII',
      'mit Umlauten: äöüß',
      'dashes – and — 漢字 😀',
      '\ud83d, alone here',
    ],
    nested: { list: [[1, true, null], [], [{ key: 'a longer text, in ASCII' }]], missing: undefined },
  };
  const copy = makeOwnCopy(value, []);
  expect(copy).toStrictEqual(value);
  expect(copy.nested).not.toBe(value.nested);
  expect(copy.nested.list).not.toBe(value.nested.list);
});

test('all empty lists of all copies are one, which cannot be changed', () => {
  const [one, other] = [makeOwnCopy({ list: [] }, []), makeOwnCopy({ a: [[], [1]] }, [])];
  expect(one.list).toBe(other.a[0]);
  expect(Object.isFrozen(one.list)).toBe(true);
  expect(other.a[1]).toEqual([1]);
});

test('of a plan that is kept, its prose is not kept with it', () => {
  const collect = findCollector();
  const catalogue = createArtifactCatalogue();
  const prose = 'What was thought about it all, at length.\n'.repeat(2_500);
  const plan = `# A plan\n\n${prose}\n### Task 1: Write the file of the day\n\n**Files:**\n- Create: \`out/the-file-of-the-day.txt\`\n`;
  const files = Array.from({ length: 100 }, (_, at) => {
    const bytes = Buffer.from(plan);
    return { path: `docs/plans/plan-${at}.md`, bytes, digest: `sha256:${at}` };
  });
  collect('all');
  const before = getHeapStatistics().used_heap_size;
  const entries = catalogue.read(files);
  collect('all');
  expect(entries.map(({ tasks }) => tasks.length)).toEqual(files.map(() => 1));
  expect(getHeapStatistics().used_heap_size - before).toBeLessThan((files.length * plan.length) / 2);
});
