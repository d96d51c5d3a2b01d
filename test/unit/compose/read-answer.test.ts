import { expect, test } from 'vitest';
import { readAnswer } from '../../../src/compose/read-answer.ts';

const ASKS =
  '```planex-push-back\n{ "case": "conflicting", "question": "Tea or coffee?", "options": ["Tea"] }\n```\n';
const REPORT = '```planex-report\n{ "outcome": "There is tea." }\n```\n';
const asks = { kind: 'asks', case: 'conflicting', question: 'Tea or coffee?', options: ['Tea'] };

test.each([
  ['nothing', '', { kind: 'done' }],
  ['only words', 'Done, see planex-report.', { kind: 'done' }],
  ['a question', `Hm.\n\n${ASKS}`, asks],
  ['a question beside a report', `${REPORT}\n${ASKS}`, asks],
  ['a report', `Done.\n\n${REPORT}\nTokens: 12\n`, { kind: 'done', report: { outcome: 'There is tea.' } }],
  ['two reports', `${REPORT}\n${REPORT}`, { kind: 'done' }],
  ['the words of somebody else', `> ${REPORT.replaceAll('\n', '\n> ')}`, { kind: 'done' }],
  ['half a report', '```planex-report\n{ "outcome": ', { kind: 'done' }],
])('last words that hold %s', (_, words, said) => {
  expect(readAnswer(words)).toMatchObject(said);
});

test('what is no report brings none', () => {
  expect(readAnswer(`${REPORT}\n${REPORT}`)).not.toHaveProperty('report');
});
