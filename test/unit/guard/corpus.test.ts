import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parser } from '@lezer/markdown';
import { expect, test } from 'vitest';
import { foldSpace } from '../../../src/guard/block-spans.ts';
import { findDrift } from '../../../src/guard/find-drift.ts';

// Versions of plans that people wrote for other tools; they are not part of this repository.
const HISTORY = resolve(import.meta.dirname, '../../../../shared/corpus/history');

/** Consecutive versions of each plan: files end in `__v<version>of<number>.md`. */
function listSteps(): (readonly [string, string])[] {
  const names = readdirSync(HISTORY).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return names.flatMap((name, index) => {
    const next = names[index + 1];
    return next !== undefined && next.split('__v')[0] === name.split('__v')[0] ? [[name, next] as const] : [];
  });
}

/** All inline code of a plan by a whole Markdown parser, in which a fence that is never closed hides what follows. */
function readCode(text: string): { texts: Set<string>; lines: Set<number> } {
  const texts = new Set<string>();
  const lines = new Set<number>();
  parser.parse(text).iterate({
    enter({ name, from, to }) {
      if (name !== 'InlineCode') return;
      const folded = foldSpace(text.slice(from, to).replace(/^`+|`+$/g, '')).replace(/^ | $/g, '');
      texts.add(folded);
      lines.add(text.slice(0, from).split('\n').length - 1);
    },
  });
  return { texts, lines };
}

/** The plan with a marker on each of these lines, so that all of its inline code is guarded. */
function mark(text: string, lines: ReadonlySet<number>): string {
  return text
    .split('\n')
    .map((line, index) => (lines.has(index) ? `${line} **load-bearing**` : line))
    .join('\n');
}

const steps = existsSync(HISTORY) ? listSteps() : [];

test.each(steps)('between %s and %s every loss is named, and nothing else', (older, newer) => {
  const [before, after] = [older, newer].map((name) => readFileSync(join(HISTORY, name), 'latin1'));
  if (before === undefined || after === undefined) throw new Error('there are two');
  const [was, is] = [readCode(before), readCode(after)];
  const found = findDrift([
    { path: 'docs/plans/a.md', before: mark(before, was.lines), after: mark(after, is.lines) },
  ]);
  const expected = [...was.texts].filter((text) => !is.texts.has(text)).sort();
  expect(found.map(({ sentinel }) => sentinel).sort()).toEqual(expected);
  expect(new Set(found.map(({ rule }) => rule))).toEqual(
    new Set(expected.length > 0 ? ['sentinel-vanished'] : []),
  );
});

test('a plan loses nothing to itself', () => {
  if (steps.length === 0)
    console.warn(`not tested: versions of real plans, since there is none at ${HISTORY}`);
  for (const name of steps.flat()) {
    const text = readFileSync(join(HISTORY, name), 'latin1');
    const marked = mark(text, readCode(text).lines);
    const crlf = marked.replaceAll('\n', '\r\n').replace(/^( *- )\[ \]/gm, '$1[x]');
    expect(findDrift([{ path: 'a.md', before: marked, after: crlf }])).toEqual([]);
  }
});
