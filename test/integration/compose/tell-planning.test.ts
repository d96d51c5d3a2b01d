import { expect, test } from 'vitest';
import { tellPlanning } from '../../../src/compose/issues/tell-planning.ts';
import { locatePlanningClaims, openPlanningStore } from '../../../src/compose/run/planning-store.ts';
import { type Issue, readIssue } from '../../../src/issues/issue.ts';
import { viewIssue } from '../../../src/issues/issue-view.ts';
import type { Planning } from '../../../src/planning/planning-record.ts';
import { claimForProcess } from '../../../src/state/process-claims.ts';
import { makeFolder } from '../../support/repository.ts';

const QUESTION = { case: 'underspecified', question: 'Which colour?', options: ['red', 'blue'] };
const ASKED = `\`\`\`planex-push-back\n${JSON.stringify(QUESTION)}\n\`\`\``;

function makeIssue(status: string): Issue {
  const read = readIssue({ id: 'A', title: 'Tea', context: 'Serve tea.', status });
  if (!read.ok) throw new Error('the issue of this test cannot be read');
  return read.value;
}

async function tell(status: string, planning: Partial<Planning> | undefined, records = makeFolder()) {
  const issue = makeIssue(status);
  const at = '2026-11-20T12:00:00.000Z';
  const plain: Planning = { version: 1, issueId: 'A', title: 'Tea', request: 'Serve tea.', at, answers: [] };
  if (planning !== undefined) await openPlanningStore(records).write({ ...plain, ...planning });
  return tellPlanning(viewIssue('A', issue, [], []), issue, records);
}

const said = (text: string) => ({ text, backend: 'codex', at: '2026-11-20T12:00:00.000Z' });

test('what the planner asks is told, with how to answer', async () => {
  expect(await tell('planning', { answers: [said(ASKED)] })).toMatchObject({
    status: 'planning',
    reason: {
      code: 'clarification',
      message: 'the planner asks: Which colour? (1. red; 2. blue)',
      action: 'planex run A --answer "…"',
    },
  });
});

test('why planning has failed is told', async () => {
  expect(await tell('failed', { failure: 'codex did not answer (timeout): too long' })).toMatchObject({
    status: 'failed',
    reason: { message: 'codex did not answer (timeout): too long', action: 'planex run A' },
  });
});

test('an issue that somebody is planning is planned', async () => {
  const records = makeFolder();
  const claim = claimForProcess(locatePlanningClaims(records), 'A');
  expect(await tell('planning', undefined, records)).toMatchObject({ status: 'planning' });
  claim.release();
});

test.each([
  ['nothing was answered', undefined],
  ['other words were asked about', { request: 'Serve coffee.', answers: [said(ASKED)] }],
])('one that nobody plans any more is registered when %s', async (_, planning) => {
  const view = await tell('planning', planning);
  expect(view).toMatchObject({ status: 'registered', stored: 'planning' });
  expect(view.reason).toBeUndefined();
});
