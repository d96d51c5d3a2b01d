import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CallLine } from '../../../src/tasks/call-line.ts';
import { openCallLedger } from '../../../src/telemetry/call-ledger.ts';
import { sumUpCalls } from '../../../src/telemetry/sum-up-calls.ts';
import { bundleProgram, startDriver } from '../state/driver.ts';
import { makeFolder } from '../../support/repository.ts';

const at = '2026-11-20T10:00:00.000Z';
const of = { task: 'a#1', digest: 'd', artifact: 'a.md', run: 'r' };
const begin = (call: string): CallLine => ({ type: 'started', at, call, backend: 'codex' });
const use = (call: string, inputTokens: number): CallLine => ({
  type: 'used',
  at,
  call,
  usage: { inputTokens },
});

it('what one process adds another reads, at the cost of what is new', async () => {
  const folder = makeFolder();
  const [one, other] = [openCallLedger(folder), openCallLedger(folder)];
  await one.append(begin('a'));
  await one.append(use('a', 5));
  expect(other.read().backends['codex']).toMatchObject({ attempts: 1, tokens: 5 });
  await one.append(use('a', 7));
  expect(other.read().backends['codex']).toMatchObject({ attempts: 1, tokens: 12 });
  expect(openCallLedger(folder).read()).toEqual(other.read());
});

it('an empty folder has no calls', () => {
  expect(openCallLedger(makeFolder()).read().backends).toEqual({});
});

it('a line that a crash cut off is counted as spoilt and swallows nothing after it', async () => {
  const folder = makeFolder();
  const ledger = openCallLedger(folder);
  await ledger.append(begin('a'));
  await ledger.append(use('a', 5));
  const [name = ''] = readdirSync(join(folder, 'calls'));
  const file = join(folder, 'calls', name);
  truncateSync(file, statSync(file).size - 10);
  const after = openCallLedger(folder);
  expect(after.read().backends['codex']).toMatchObject({ tokens: 0 });
  await after.append(use('a', 3));
  expect(after.read().backends['codex']).toMatchObject({ tokens: 3 });
  expect(after.countSpoilt()).toBe(1);
});

it('what could not be written when it happened is written before what comes next, once', async () => {
  const folder = makeFolder();
  const ledger = openCallLedger(folder);
  await ledger.append(begin('a'));
  const [name = ''] = readdirSync(join(folder, 'calls'));
  const file = join(folder, 'calls', name);
  // Nothing can be written to a folder.
  renameSync(file, `${file}.aside`);
  mkdirSync(file);
  await expect(ledger.note(use('a', 5))).rejects.toThrow('EISDIR');
  await expect(ledger.writeLate()).rejects.toThrow('EISDIR');
  rmdirSync(file);
  renameSync(`${file}.aside`, file);
  await ledger.note(use('a', 7));
  await ledger.writeLate();
  const usages = readFileSync(file, 'utf8').match(/"inputTokens":\d/g);
  expect(usages).toEqual(['"inputTokens":5', '"inputTokens":7']);
});

it('a damaged line is counted as spoilt, and the rest stands', async () => {
  const folder = makeFolder();
  const ledger = openCallLedger(folder);
  await ledger.append(begin('a'));
  appendFileSync(join(folder, 'calls', '2026-11-20.jsonl'), 'no JSON\n{"type":"used"}\n');
  await ledger.append(use('a', 3));
  expect(ledger.read().backends['codex']).toMatchObject({ tokens: 3 });
  expect(ledger.countSpoilt()).toBe(2);
});

it('processes that add at once lose nothing', async () => {
  const folder = makeFolder();
  const program = await bundleProgram(
    makeFolder(),
    `import { openCallLedger } from '../telemetry/call-ledger.ts';
    const [folder, name] = process.argv.slice(2);
    const ledger = openCallLedger(folder);
    const at = '${at}';
    for (let index = 0; index < 25; index += 1) {
      const call = name + index;
      await ledger.append({ type: 'started', at, call, backend: 'codex' });
      await ledger.append({ type: 'used', at, call, usage: { inputTokens: 3 } });
      await ledger.append({ type: 'ended', at, call, how: 'answered', wallMs: 1, metered: true });
    }`,
  );
  const drivers = ['a', 'b', 'c', 'd'].map((name) => startDriver(program, [folder, name]));
  for (const driver of drivers) expect(await driver.ended).toEqual({ code: 0, signal: null });
  const ledger = openCallLedger(folder);
  expect(ledger.read().backends['codex']).toMatchObject({ attempts: 100, successes: 100, tokens: 300 });
  expect(ledger.countSpoilt()).toBe(0);
});

it('days that are summed up count as before, and so does what comes later', async () => {
  const folder = makeFolder();
  const ledger = openCallLedger(folder);
  for (const day of ['2026-11-18', '2026-11-19', '2026-11-20']) {
    const time = `${day}T10:00:00.000Z`;
    await ledger.append({ type: 'started', at: time, call: day, backend: 'codex', of });
    await ledger.append({ type: 'used', at: time, call: day, usage: { inputTokens: 5 } });
  }
  const before = structuredClone(ledger.read());
  const write = (path: string, text: string): Promise<void> => writeFile(path, text);
  await sumUpCalls(folder, '2026-11-18', write);
  await sumUpCalls(folder, '2026-11-19', write);
  expect(readdirSync(join(folder, 'calls')).sort()).toEqual([
    '2026-11-20.jsonl',
    'spend-2026-11-19.json',
    'totals-2026-11-19.json',
  ]);
  expect(openCallLedger(folder).read()).toEqual(before);
  expect(ledger.read()).toEqual(before);
  // A clock that was set back: the line still counts.
  await ledger.append({ ...use('2026-11-19', 7), at: '2026-11-19T12:00:00.000Z' });
  expect(openCallLedger(folder).read().backends['codex']).toMatchObject({ tokens: 22 });
  expect(ledger.read().backends['codex']).toMatchObject({ tokens: 22 });
});

it('of processes that want the last calls of a cap at once, as many get one as there are', async () => {
  const folder = makeFolder();
  const program = await bundleProgram(
    makeFolder(),
    `import { openCallLedger } from '../telemetry/call-ledger.ts';
    const [folder, name] = process.argv.slice(2);
    const ledger = openCallLedger(folder);
    for (let index = 0; index < 10; index += 1) {
      const begin = { type: 'started', at: '${at}', call: name + index, backend: 'codex' };
      const over = await ledger.claim(begin, (totals) => totals.days['2026-11-20'].calls > 7);
      const end = { type: 'ended', at: '${at}', call: begin.call, wallMs: 0, metered: false };
      if (over) await ledger.append({ ...end, how: 'refused' });
    }`,
  );
  const drivers = ['a', 'b', 'c', 'd'].map((name) => startDriver(program, [folder, name]));
  for (const driver of drivers) expect(await driver.ended).toEqual({ code: 0, signal: null });
  const totals = openCallLedger(folder).read();
  expect(totals.days['2026-11-20']).toMatchObject({ calls: 7 });
  expect(Object.keys(totals.open)).toHaveLength(7);
  expect(totals.backends['codex']).toMatchObject({ attempts: 7, failures: 0 });
});
