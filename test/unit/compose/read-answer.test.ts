import { expect, test } from 'vitest';
import { readAnswer } from '../../../src/compose/calls/read-answer.ts';

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

test.each([
  ['two questions', `${ASKS}\n${ASKS}`, ['planex-push-back']],
  ['a question of no known case', ASKS.replace('conflicting', 'odd'), ['planex-push-back']],
  ['half a report', '```planex-report\n{ "outcome": ', ['planex-report']],
  [
    'half of both',
    '```planex-push-back\n{\n```\n\n```planex-report\n{\n```\n',
    ['planex-push-back', 'planex-report'],
  ],
])('%s is not left out without a word', (_, words, fences) => {
  const said = readAnswer(words);
  expect(said).toMatchObject({
    kind: 'done',
    warnings: fences.map((fence) =>
      expect.stringContaining(`a block ${fence} in the answer counts for nothing`),
    ),
  });
});

test.each([
  ['nothing', ''],
  ['only words', 'Done, see planex-report.'],
  ['a report', REPORT],
])('of %s there is nothing to warn', (_, words) => {
  expect(readAnswer(words)).not.toHaveProperty('warnings');
});
