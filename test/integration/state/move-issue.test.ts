import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openIssueStore } from '../../../src/state/issue-store.ts';
import { endIssue, reopenIssue } from '../../../src/state/move-issue.ts';
import { onceReplaced } from '../../support/once-replaced.ts';
import { makeFolder } from '../../support/repository.ts';

const PRESENT = '.workflow/issues/issues.jsonl';
const PAST = '.workflow/issues/issue-history.jsonl';
const AT = '2026-11-20T12:00:00.000Z';
const TEA = '{"id":"TEA","n":1.0,"status":"planned","created_at":"monday"}';
const DONE = `{"id":"TEA","n":1.0,"status":"completed","created_at":"monday","completed_at":"${AT}","updated_at":"${AT}"}`;

function makeScene({ present = '', past }: { present?: string; past?: string }) {
  const [home, records] = [makeFolder(), makeFolder()];
  mkdirSync(dirname(join(home, PRESENT)), { recursive: true });
  writeFileSync(join(home, PRESENT), present);
  if (past !== undefined) writeFileSync(join(home, PAST), past);
  const store = openIssueStore(home, records);
  const read = (path: string): string => readFileSync(join(home, path), 'utf8');
  return { home, store, both: () => [read(PRESENT), existsSync(join(home, PAST)) ? read(PAST) : ''] };
}

test('an issue that is done goes to the past ones, and every other byte stays', async () => {
  const { store, both } = makeScene({
    present: `\uFEFF${TEA}\r\n\r\n{"id":"POT", "n":2.0}\n`,
    past: '{"id":"OLD","status":"cancelled"}',
  });
  await endIssue(store.files, 'TEA', AT);
  expect(both()).toEqual([
    '\uFEFF\r\n{"id":"POT", "n":2.0}\n',
    `{"id":"OLD","status":"cancelled"}\n${DONE}\n`,
  ]);
  await endIssue(store.files, 'TEA', AT);
  await endIssue(store.files, 'NOBODY', AT);
  expect(both()[1]).toBe(`{"id":"OLD","status":"cancelled"}\n${DONE}\n`);
});

test('it comes back with all that it had', async () => {
  const { store, both } = makeScene({ present: '{"id":"POT"}\n', past: `{"id":"OLD"}\n${DONE}\n` });
  await reopenIssue(store.files, 'TEA', AT);
  const back = `{"id":"TEA","n":1.0,"status":"registered","created_at":"monday","completed_at":null,"updated_at":"${AT}"}`;
  expect(both()).toEqual([`{"id":"POT"}\n${back}\n`, '{"id":"OLD"}\n']);
  await endIssue(store.files, 'TEA', AT);
  expect(both()).toEqual(['{"id":"POT"}\n', `{"id":"OLD"}\n${DONE}\n`]);
});

test.each([
  ['on its way to the past', endIssue, ['', `${DONE}\n`]],
  ['on its way back', reopenIssue, [`${TEA}\n`, '']],
])('whoever died while it was in both files, %s, has lost and doubled nothing', async (_, move, left) => {
  const { store, both } = makeScene({ present: `${TEA}\n`, past: `${DONE}\n` });
  await move(store.files, 'TEA', '2026-11-21T00:00:00.000Z');
  expect(both()).toEqual(left);
});

test('what was changed while it was in both counts as it is present', async () => {
  const present = TEA.replace('1.0', '3.0');
  const ending = makeScene({ present: `${present}\n`, past: `{"id":"OLD"}\n${DONE}\n` });
  await endIssue(ending.store.files, 'TEA', AT);
  expect(ending.both()).toEqual(['', `{"id":"OLD"}\n${DONE.replace('1.0', '3.0')}\n`]);

  const reopened = makeScene({ present: `${present}\n`, past: `${DONE}\n` });
  await reopenIssue(reopened.store.files, 'TEA', AT);
  expect(reopened.both()).toEqual([`${present}\n`, `${DONE}\n`]);
});

test('what is changed after it was copied stays, and moves as it is then', async () => {
  const { home, store, both } = makeScene({ present: `${TEA}\n`, past: '{"id":"OLD"}\n' });
  const changed = TEA.replace('1.0', '3.0');
  onceReplaced(join(home, PAST), () => writeFileSync(join(home, PRESENT), `${changed}\n`));
  await endIssue(store.files, 'TEA', AT);
  expect(both()).toEqual([`${changed}\n`, `{"id":"OLD"}\n${DONE}\n`]);
  await endIssue(store.files, 'TEA', AT);
  expect(both()).toEqual(['', `{"id":"OLD"}\n${DONE.replace('1.0', '3.0')}\n`]);
});

test('another issue of the same id stays in the past', async () => {
  const other = '{"id":"TEA","created_at":"friday","status":"completed"}\n';
  const { store, both } = makeScene({ present: `${TEA}\n`, past: other });
  await endIssue(store.files, 'TEA', AT);
  expect(both()).toEqual(['', `${other}${DONE}\n`]);
  const { past, diagnostics } = await store.read();
  expect(past.map(({ id, fields }) => [id, fields['created_at']])).toEqual([['TEA', 'monday']]);
  expect(diagnostics).toEqual([]);
});

test.each([
  ['the present', { present: `${TEA}\n{"id":\n`, past: '' }],
  ['the past', { present: `${TEA}\n`, past: '{"id":"OLD"\n' }],
])('where %s cannot be read nothing is moved', async (_, files) => {
  const { store, both } = makeScene(files);
  await expect(endIssue(store.files, 'TEA', AT)).rejects.toThrow(/no issue is moved, since not all of them/);
  expect(both()).toEqual([files.present, files.past]);
});

test('a past issue is changed where it is', async () => {
  const { store, both } = makeScene({ past: `${DONE}\n` });
  await store.change('TEA', () => ({ title: 'Tea' }));
  expect(both()).toEqual(['', `${DONE.replace(/\}$/, ',"title":"Tea"}')}\n`]);
});
