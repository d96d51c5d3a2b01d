import { describe, expect, test } from 'vitest';
import { type Block, parseMarkdown } from '../../../src/artifacts/markdown.ts';

function blocksOf(text: string): Block[] {
  const parsed = parseMarkdown(text);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

function flatten(block: Block): Block[] {
  if (block.kind === 'quote') return block.blocks.flatMap(flatten);
  if (block.kind === 'list') return block.items.flatMap(({ blocks }) => blocks.flatMap(flatten));
  return [block];
}

function codeOf(text: string) {
  const block = blocksOf(text)
    .flatMap(flatten)
    .find(({ kind }) => kind === 'code');
  if (block?.kind !== 'code') throw new Error('there is no code');
  return block;
}

test('each kind of block is told apart, and knows where it stands', () => {
  const parts = [
    '# Tea #',
    'Pour it.',
    '> quoted',
    '- one',
    '***',
    '<!-- note -->',
    '<?php x ?>',
    '<div>\nx\n</div>',
  ];
  const text = parts.join('\n\n');
  const blocks = blocksOf(text);
  expect(blocks.map(({ kind }) => kind)).toEqual([
    'heading',
    'paragraph',
    'quote',
    'list',
    'rule',
    'comment',
    'html',
    'html',
  ]);
  expect(blocks.map(({ from, to }) => text.slice(from, to))).toEqual(parts);
  expect(blocks[0]).toMatchObject({ level: 1, text: 'Tea' });
});

describe('code', () => {
  test.each([
    ['a fence', '```sh\nnpm test\n```\n', 'sh', 'npm test'],
    ['a fence of tildes', '~~~ TS\nx\n~~~', 'ts', 'x'],
    ['a fence with braces and commas', '```js {1,2}\nx\n```', 'js', 'x'],
    ['a fence without a language', '```\nx\n```', '', 'x'],
    ['a fence that is not closed', '```sh\nx\n', 'sh', 'x\n'],
    ['a fence with a shorter one inside', '````\n```\nx\n````', '', '```\nx'],
    ['a longer end', '```\nx\n`````', '', 'x'],
    ['an empty fence', '```sh\n```', 'sh', ''],
    ['a fence that is all there is', '```sh', 'sh', ''],
    ['a fence in a list', '- do\n\n  ```sh\n  a\n    b\n  ```\n', 'sh', 'a\n  b'],
    ['a fence in a quote', '> ```sh\n> a\n> ```\n', 'sh', 'a'],
    ['indented lines', 'So:\n\n    a\n      b\n', '', 'a\n  b'],
    ['CRLF', '```sh\r\na\r\nb\r\n```\r\n', 'sh', 'a\nb'],
  ])('%s', (_, text, language, code) => {
    expect(codeOf(text)).toMatchObject({ language, text: code });
  });

  test('knows whether it is fenced and where its lines begin', () => {
    const fenced = 'Do:\n\n```sh\nnpm test\n```\n';
    expect(codeOf(fenced)).toMatchObject({ fenced: true, from: 5, textFrom: fenced.indexOf('npm') });
    const indented = 'Do:\n\n    npm test\n';
    expect(codeOf(indented)).toMatchObject({ fenced: false, from: 9, textFrom: 9 });
  });
});

test('checkboxes have their place and their state', () => {
  const text = '- [ ] one\n- [x] two\n- three\n1. [X] four\n';
  const boxes = blocksOf(text).flatMap((block) =>
    block.kind === 'list' ? block.items.map(({ box }) => box) : [],
  );
  expect(boxes).toEqual([
    { checked: false, offset: 3 },
    { checked: true, offset: 13 },
    undefined,
    { checked: true, offset: text.indexOf('X') },
  ]);
});

test('what would take minutes is refused, with the place', () => {
  const deep = parseMarkdown(`a\n${'> '.repeat(200)}b`);
  expect(deep).toMatchObject({ ok: false, failure: { offset: 2 } });
  expect(deep.ok ? '' : deep.failure.message).toMatch(
    /^quotes and lists are nested more than \d+ deep on one line$/,
  );
  const long = parseMarkdown('\n'.repeat(200_000));
  expect(long.ok ? '' : long.failure.message).toMatch(/^the document has more than \d+ lines$/);
  const items = parseMarkdown('- a\n'.repeat(90_000));
  expect(items.ok).toBe(false);
  for (const text of ['9. a\n', '123456789) a\n']) expect(blocksOf(text)[0]?.kind).toBe('list');
});
