import { expect, test } from 'vitest';
import { readPlace } from '../../../src/commands/read-place.ts';

test.each([
  [[], {}],
  [['read-only'], { sandbox: 'read-only' }],
  [['/project'], { folder: '/project' }],
  [['workspace-write', '/project'], { sandbox: 'workspace-write', folder: '/project' }],
  [['/project', 'read-only'], { sandbox: 'read-only', folder: '/project' }],
  [['./read-only'], { folder: './read-only' }],
])('%j', (words, place) => {
  expect(readPlace(words)).toEqual(place);
});

test('two of a kind are a mistake', () => {
  expect(() => readPlace(['read-only', 'workspace-write'])).toThrow('two sandboxes');
  expect(() => readPlace(['readonly', '/project'])).toThrow('two folders: readonly and /project');
});
