import { closeSync, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openRecords } from '../../src/state/records.ts';
import { loadPackage } from '../packages.ts';
import type { BenchContext, Row } from '../row.ts';
import { interleave, timeIt } from '../sample.ts';

const TASK = { attempts: 1, landed: [], conflicts: 0 };

/** What one change of a record costs when there are many others. */
export const stateChange: Row = {
  name: 'state-change',
  title: 'state change at 100,000 / at 1,000 past tasks',
  async measure(bench) {
    bench.say('writing 101,000 records of the past');
    const many = await openPast(bench, 10_000);
    const few = await openPast(bench, 100);
    const { JSONFilePreset } = await loadPackage<typeof import('lowdb/node')>(bench, 'lowdb/node');
    const past = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`task-${index}`, TASK]));
    const single = await JSONFilePreset(join(bench.folder, 'all.json'), { tasks: past, at: 0 });
    const [planex, against, lowdb] = await interleave(20, [
      (round) => timeIt(() => many(round)),
      (round) => timeIt(() => few(round)),
      (round) =>
        timeIt(() =>
          single.update((data) => {
            data.at = round;
          }),
        ),
    ]);
    if (!planex || !against || !lowdb) return [];
    return [
      {
        at: '10 tasks an artifact',
        unit: 'ms',
        planex,
        against: { name: 'planex at 1,000', ...against },
        peers: [{ name: 'lowdb with all in one file', ...lowdb }],
        target: 1.1,
        acceptable: 2,
      },
    ];
  },
};

/** A durable change of a record, against the least that a disk can do. */
export const durableChange: Row = {
  name: 'durable-change',
  title: 'durable state change / append + fdatasync',
  async measure(bench) {
    const change = await openPast(bench, 10);
    const { default: writeAtomic } = await loadPackage<{
      default: (file: string, text: string) => Promise<void>;
    }>(bench, 'write-file-atomic');
    const log = openSync(join(bench.folder, 'log'), 'a');
    const text = JSON.stringify({ version: 1, tasks: { '1': TASK } });
    const [planex, against, atomic] = await interleave(60, [
      (round) => timeIt(() => change(round)),
      () =>
        timeIt(() => {
          writeSync(log, `${text}\n`);
          fdatasyncSync(log);
        }),
      () => timeIt(() => writeAtomic(join(bench.folder, 'atomic.json'), text)),
    ]);
    closeSync(log);
    if (!planex || !against || !atomic) return [];
    const peers = [{ name: 'write-file-atomic', ...atomic }];
    const against2 = { name: 'append + fdatasync', ...against };
    return [{ at: '', unit: 'ms', planex, against: against2, peers, target: 3, acceptable: 8 }];
  },
};

/** Makes the records of so many artifacts with ten done tasks each; the result changes one of them. */
async function openPast(bench: BenchContext, artifacts: number): Promise<(round: number) => Promise<void>> {
  const folder = join(bench.folder, `records-${artifacts}`);
  mkdirSync(folder);
  const records = openRecords(folder, { access: 'write', onSpoilt: () => undefined });
  for (let number = 0; number < artifacts; number += 1) {
    const record = await records.artifact(`docs/plans/plan-${number}.md`);
    await record.update((data) => {
      for (let key = 1; key <= 10; key += 1) data.tasks[String(key)] = { ...TASK };
    });
  }
  const changed = await records.artifact('docs/plans/plan-7.md');
  return (round) =>
    changed.update((data) => {
      data.tasks['1'] = { ...TASK, attempts: round };
    });
}
