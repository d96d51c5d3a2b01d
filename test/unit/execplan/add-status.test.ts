import { expect, test } from 'vitest';
import { addStatus } from '../../../src/execplan/add-status.ts';

test.each([
  ['below a title', '# Tea\n\nHot.\n', '# Tea\n\nStatus: APPROVED\n\nHot.\n'],
  ['at the top without one', 'Hot.\n\n## Task 1: Boil\n', 'Status: APPROVED\n\nHot.\n\n## Task 1: Boil\n'],
  [
    'with the line ends that are there',
    '# Tea\r\n\r\nHot.\r\n',
    '# Tea\r\n\r\nStatus: APPROVED\r\n\r\nHot.\r\n',
  ],
  ['after nothing but a title', '# Tea\n', '# Tea\n\nStatus: APPROVED\n'],
])('is written %s', (_, text, expected) => expect(addStatus(text, 'APPROVED')).toBe(expected));

test('is not added where another one counts', () => {
  expect(addStatus('# Tea\n\nStatus: DRAFT\n', 'APPROVED')).toBeUndefined();
});
