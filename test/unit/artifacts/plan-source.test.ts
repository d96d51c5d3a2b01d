import { expect, test } from 'vitest';
import { readPlanSource } from '../../../src/artifacts/plan-source.ts';

const frontOf = (text: string): string | undefined => {
  const read = readPlanSource(text);
  if (!read.ok) throw new Error(read.failure.message);
  const { frontMatter } = read.value;
  return frontMatter === undefined ? undefined : text.slice(frontMatter.from, frontMatter.to);
};

const headingsOf = (text: string): string[] => {
  const read = readPlanSource(text);
  if (!read.ok) throw new Error(read.failure.message);
  return read.value.blocks.flatMap((block) => (block.kind === 'heading' ? [block.text] : []));
};

test.each([
  ['three dashes', '---\nstatus: draft\n---\n# Tea\n', 'status: draft\n'],
  ['three dots at the end', '---\nstatus: draft\n...\n# Tea\n', 'status: draft\n'],
  ['a mark of its encoding', '\uFEFF---\nstatus: draft\n---\n', 'status: draft\n'],
  ['blanks after the dashes', '--- \t\nstatus: draft\n---\t \n', 'status: draft\n'],
  ['CRLF', '---\r\nstatus: draft\r\n---\r\n', 'status: draft\r\n'],
  [
    'lists, comments, blanks and empty lines',
    '---\n# c\ntags:\n  - a\n- b\n\nby : me\n---\n',
    '# c\ntags:\n  - a\n- b\n\nby : me\n',
  ],
  ['dashes in a value', '---\ntitle: a ---\nb: c\n---\n', 'title: a ---\nb: c\n'],
])('front matter with %s', (_, text, front) => {
  expect(frontOf(text)).toBe(front);
});

test.each([
  ['it does not begin the file', '\n---\nstatus: draft\n---\n'],
  ['something is behind its first dashes', '---x\nstatus: draft\n---\n'],
  ['it has no end', '---\nstatus: draft\n'],
  ['it is prose between two rules', '---\nTea is good: try it.\n\nAsk me\n---\n'],
  ['nothing in it is a field', '---\n- tea\n---\n'],
])('no front matter where %s', (_, text) => {
  expect(frontOf(text)).toBeUndefined();
});

test.each([
  ['backticks', '```md\n# Tea\n```\n'],
  ['tildes', '~~~markdown\n# Tea\n~~~\n'],
  ['more marks', '````md\n# Tea\n\n```\ncode\n```\n````\n'],
  ['blanks around it', '\n  ```md\n# Tea\n  ```  \n\n'],
])('a document that is one fence of %s is opened', (_, text) => {
  expect(headingsOf(text)).toEqual(['Tea']);
});

test.each([
  ['of another language', '```ts\n# Tea\n```\n'],
  ['with something behind it', '```md\n# Tea\n```\n\nMore.\n'],
  ['without an end', '```md\n# Tea\n'],
])('a fence %s is code', (_, text) => {
  expect(headingsOf(text)).toEqual([]);
});
