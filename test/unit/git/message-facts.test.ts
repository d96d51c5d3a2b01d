import { expect, test } from 'vitest';
import { indexLandings, landingKey } from '../../../src/git/history/landed-commits.ts';
import { type MessageFacts, readMessage } from '../../../src/git/history/message-facts.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const trailers = (task: string, digest: string, run = 'r1'): string =>
  `Planex-Task: ${task}\nPlanex-Digest: ${digest}\nPlanex-Run: ${run}`;

const MESSAGES: [string, string, { taskId: string; digest: string; runId?: string; origin?: string }[]][] = [
  [
    'trailers',
    `feat: x\n\n${trailers('p#1', 'sha256:1')}\n`,
    [{ taskId: 'p#1', digest: 'sha256:1', runId: 'r1' }],
  ],
  ['no run', 'x\n\nPlanex-Task: p#1\nPlanex-Digest: d\n', [{ taskId: 'p#1', digest: 'd' }]],
  ['CRLF', 'x\r\n\r\nPlanex-Task: p#1\r\nPlanex-Digest: d\r\n', [{ taskId: 'p#1', digest: 'd' }]],
  [
    'spaces and non-ASCII',
    trailers('docs/ä plan#2.5', 'd'),
    [{ taskId: 'docs/ä plan#2.5', digest: 'd', runId: 'r1' }],
  ],
  [
    'a hosted squash',
    `All (#12)\n\n* feat: one\n\n${trailers('p#1', 'd1')}\n\n* feat: two\n\n${trailers('p#2', 'd2', 'r2')}\n\nCo-authored-by: x`,
    [
      { taskId: 'p#1', digest: 'd1', runId: 'r1' },
      { taskId: 'p#2', digest: 'd2', runId: 'r2' },
    ],
  ],
  [
    'an indented squash',
    `Squashed commit of the following:\n\ncommit ${A}\nAuthor: x\n\n    feat: one\n\n    ${trailers('p#1', 'd1').replaceAll('\n', '\n    ')}\n`,
    [{ taskId: 'p#1', digest: 'd1', runId: 'r1', origin: A }],
  ],
  [
    'a task without a digest',
    'Planex-Task: p#1\nPlanex-Task: p#2\nPlanex-Digest: d\n',
    [{ taskId: 'p#2', digest: 'd' }],
  ],
  ['a digest without a task', 'Planex-Digest: d\n', []],
  ['prose', 'We use the Planex-Task: and Planex-Digest: lines', []],
];

test.each(MESSAGES)('landings in %s', (_, message, landings) => {
  expect(readMessage('c', message).landings).toEqual(landings);
});

test('what a message reverts', () => {
  expect(
    readMessage('c', `Revert "x"\n\nThis reverts commit ${A}, reversing\nchanges made to ${B}.`).reverts,
  ).toEqual([A]);
  expect(readMessage('c', 'This reverts commit abcdef1 (feat: x, 2026-01-01).').reverts).toEqual(['abcdef1']);
  expect(readMessage('c', 'This reverts commit abc.').reverts).toEqual([]);
});

function landing(commit: string, ...reverts: string[]): MessageFacts {
  return { commit, landings: [{ taskId: 't', digest: 'd' }], reverts };
}
function revert(commit: string, ...reverts: string[]): MessageFacts {
  return { commit, landings: [], reverts };
}
function standing(facts: MessageFacts[]): boolean[] {
  return (indexLandings(facts).get(landingKey('t', 'd')) ?? []).map(({ reverted }) => !reverted);
}
const id = (digit: string): string => digit.repeat(40);

test.each<[string, MessageFacts[], boolean[]]>([
  ['a landing stands', [landing(id('1'))], [true]],
  ['a reverted one does not', [revert(id('2'), id('1')), landing(id('1'))], [false]],
  ['an abbreviated id is enough', [revert(id('2'), '1111111'), landing(id('1'))], [false]],
  [
    'a reverted revert does not count',
    [revert(id('3'), id('2')), revert(id('2'), id('1')), landing(id('1'))],
    [true],
  ],
  [
    'a revert of that counts again',
    [revert(id('4'), id('3')), revert(id('3'), id('2')), revert(id('2'), id('1')), landing(id('1'))],
    [false],
  ],
  [
    'two reverts, one of them reverted',
    [revert(id('4'), id('2')), revert(id('3'), id('1')), revert(id('2'), id('1')), landing(id('1'))],
    [false],
  ],
  ['a copy stands for itself', [landing(id('3')), revert(id('2'), id('1')), landing(id('1'))], [true, false]],
  [
    'forged circles end',
    [revert(id('3'), id('2')), revert(id('2'), id('3'), id('1')), landing(id('1'))],
    [false],
  ],
])('%s', (_, facts, expected) => {
  expect(standing(facts)).toEqual(expected);
});

test('what stands here is not reverted elsewhere, but by what is here', () => {
  const [here, there] = [revert(id('2'), id('1')), revert(id('3'), id('1'))];
  const judge = (facts: MessageFacts[], elsewhere: string[]): boolean[] =>
    (indexLandings(facts, new Set(elsewhere)).get(landingKey('t', 'd')) ?? []).map(
      ({ reverted }) => !reverted,
    );
  expect(judge([there, landing(id('1'))], [id('3')])).toEqual([true]);
  expect(judge([there, here, landing(id('1'))], [id('3')])).toEqual([false]);
  expect(judge([there, landing(id('1'))], [id('3'), id('1')])).toEqual([false]);
  expect(judge([revert(id('4'), id('2')), here, landing(id('1'))], [id('4')])).toEqual([false]);
});

test('a squash that quotes a landing and its revert lands nothing', () => {
  const quoted = `commit ${B}\n\n    Revert "x"\n\n    This reverts commit ${A}.\n\ncommit ${A}\n\n    x\n\n    Planex-Task: t\n    Planex-Digest: d\n`;
  expect(standing([readMessage(id('1'), quoted)])).toEqual([false]);
});
