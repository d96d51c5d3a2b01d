import { expect, test } from 'vitest';
import { insertBelow } from '../../../src/execplan/insert-below.ts';
import { insertBlock } from '../../../src/execplan/insert-block.ts';

const PLAN = '# A\n\n## B\n\nb\n\n## C\n\nc\n';

test('blocks go each to its place, those of one place in the order in which they are given', () => {
  const [b, c] = [PLAN.indexOf('## B'), PLAN.indexOf('## C')];
  const insertions = [
    { at: undefined, block: 'END' },
    { at: c, block: 'ONE' },
    { at: b, block: 'FIRST' },
    { at: c, block: 'TWO\nLINES' },
  ];
  const expected = '# A\n\nFIRST\n\n## B\n\nb\n\nONE\n\nTWO\nLINES\n\n## C\n\nc\n\nEND\n';
  expect(insertBlock(PLAN, insertions)).toBe(expected);
  const windows = PLAN.replaceAll('\n', '\r\n');
  const at = (heading: string): number => windows.indexOf(heading);
  expect(
    insertBlock(windows, [
      { at: undefined, block: 'END' },
      { at: at('## C'), block: 'ONE' },
      { at: at('## B'), block: 'FIRST' },
      { at: at('## C'), block: 'TWO\nLINES' },
    ]),
  ).toBe(expected.replaceAll('\n', '\r\n'));
});

test.each([
  ['', 'X\n'],
  ['# A', '# A\n\nX\n'],
  ['# A\n', '# A\n\nX\n'],
  ['# A\n \n', '# A\n \nX\n'],
  ['```md\n# A\n```\n', '```md\n# A\n\nX\n\n```\n'],
  ['~~~markdown\n# A\n~~~', '~~~markdown\n# A\n\nX\n\n~~~'],
  ['```md\n# A\n', '```md\n# A\n\nX\n'],
])('a block at the end of %j is parted from what is there', (text, expected) => {
  expect(insertBlock(text, [{ at: undefined, block: 'X' }])).toBe(expected);
});

test.each([
  ['- a\n- b\n', '- a\nX\nY\n- b\n'],
  ['- a\n\nb\n', '- a\nX\nY\n\nb\n'],
  ['- a\nb\n', '- a\nX\nY\n\nb\n'],
  ['- a\n1. b', '- a\nX\nY\n1. b'],
  ['- a', '- a\nX\nY'],
  ['- a\r\nb', '- a\r\nX\r\nY\r\n\r\nb'],
])('lines go below the first of %j', (text, expected) => {
  expect(insertBelow(text, 3, ['X', 'Y'])).toBe(expected);
});
