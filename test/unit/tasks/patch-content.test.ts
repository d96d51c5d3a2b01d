import { expect, it } from 'vitest';
import { readPatchContent } from '../../../src/tasks/patch-content.ts';

const patch = ({
  names = '1111111..2222222',
  at = '-17,7 +17,7',
  context = 'line 18',
  added = 'twenty',
} = {}) =>
  `diff --git a/list b/list
index ${names} 100644
--- a/list
+++ b/list
@@ ${at} @@ a heading above
 ${context}
-20
+${added}
`;

const binary = (names: string): string =>
  `diff --git a/picture b/picture\nindex ${names} 100644\nBinary files a/picture and b/picture differ\n`;

const isSame = (one: string, other: string): boolean => readPatchContent(one) === readPatchContent(other);

it('does not mind where a change stands in its file', () => {
  const moved = patch({ names: '3333333..4444444', at: '-117,7 +118,7' }).replace(
    ' a heading above',
    ' another',
  );
  expect(isSame(patch(), moved)).toBe(true);
});

it.each([
  ['what is added', patch({ added: 'Twenty' })],
  ['what stands around it', patch({ context: 'line eighteen' })],
  ['its file', patch().replaceAll('b/list', 'b/names')],
  ['its mode', patch().replace('index', 'old mode 100644\nnew mode 100755\nindex')],
  ['a second change', patch() + patch().slice(patch().indexOf('@@'))],
  ['an added line that looks like a header', patch({ added: 'index 1..2\n+-- a' })],
])('minds %s', (_what, other) => {
  expect(isSame(patch(), other)).toBe(false);
});

it('minds every byte of a binary file, of which a patch tells only the names', () => {
  expect(isSame(binary('1111111..2222222'), binary('1111111..3333333'))).toBe(false);
  expect(isSame(binary('1111111..2222222'), binary('1111111..2222222'))).toBe(true);
});

it.each(['index 1111111..2222222', '@@ -1,2 +1,2 @@'])(
  'keeps lines of a file that read like "%s"',
  (line) => {
    expect(isSame(patch({ added: line }), patch({ added: line.replaceAll('2', '3') }))).toBe(false);
  },
);
