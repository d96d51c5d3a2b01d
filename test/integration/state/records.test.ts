import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SpoiltRecord } from '../../../src/state/document.ts';
import { openRecords, type Records } from '../../../src/state/records.ts';
import type { RunRecord } from '../../../src/tasks/run-record.ts';
import { makeFolder } from '../../support/repository.ts';
import { bundleProgram, startDriver } from './driver.ts';

function makeRun(runId: string, change: Partial<RunRecord> = {}): RunRecord {
  return {
    version: 1,
    runId,
    taskId: 'docs/plans/a#1',
    digest: 'sha256:00',
    artifactPath: 'docs/plans/a.md',
    artifactDigest: 'sha256:01',
    label: 'a',
    title: 'A task',
    backend: 'shell',
    footprint: 'everything',
    target: 'main',
    base: '0'.repeat(40),
    step: 'claimed',
    startedAt: '2026-11-20T10:00:00.000Z',
    stepAt: '2026-11-20T10:00:00.000Z',
    deaths: 0,
    ...change,
  };
}

function openStore(
  folder: string,
  access: 'read' | 'write' = 'write',
): { records: Records; spoilt: SpoiltRecord[] } {
  const spoilt: SpoiltRecord[] = [];
  return { records: openRecords(folder, { access, onSpoilt: (one) => void spoilt.push(one) }), spoilt };
}

async function endRun(records: Records, runId: string): Promise<void> {
  const run = await records.run(runId);
  await run?.update((record) => {
    record.step = 'ended';
    record.endedAt = '2026-11-20T11:00:00.000Z';
  });
}

test('callers of one record share one document, so that no change is lost', async () => {
  const { records } = openStore(makeFolder());
  await Promise.all(
    ['T1', 'T2', 'T3', 'T4'].map(async (key) => {
      const artifact = await records.artifact('docs/plans/a.md');
      await artifact.update((record) => void record.admitted.push({ digest: key, how: 'local', at: 'now' }));
    }),
  );
  const { data } = await records.artifact('docs/plans/a.md');
  expect(data.admitted.map(({ digest }) => digest)).toEqual(['T1', 'T2', 'T3', 'T4']);
  expect(await records.daemon()).toBe(await records.daemon());
});

test('records of artifacts are found by path, whatever the path holds, and listed', async () => {
  const folder = makeFolder();
  const paths = ['docs/plans/a.md', `docs/${'ü'.repeat(200)}/b c.md`, '../x'];
  const { records } = openStore(folder);
  for (const path of paths) await (await records.artifact(path)).update(() => undefined);
  const again = openStore(folder, 'read').records;
  expect((await again.listArtifacts(paths)).map(({ path }) => path).toSorted()).toEqual(paths.toSorted());
  expect(readdirSync(join(folder, 'artifacts'))).toHaveLength(3);
});

test('a reader makes no folder', async () => {
  const folder = join(makeFolder(), 'planex');
  const { records } = openStore(folder, 'read');
  expect(await records.openRuns()).toEqual({ runs: [], lost: [] });
  expect(await records.listRuns()).toEqual([]);
  expect(await records.listArtifacts(['a.md'])).toEqual([]);
  expect((await records.daemon()).data.paused).toBeNull();
  expect(existsSync(folder)).toBe(false);
});

test('a run is open from its claim to its end, also for the next daemon', async () => {
  const folder = makeFolder();
  const { records } = openStore(folder);
  const run = await records.createRun(makeRun('r1'));
  await run.update((record) => void (record.step = 'executing'));
  const [found] = (await openStore(folder).records.openRuns()).runs;
  expect(found?.data).toMatchObject({ runId: 'r1', step: 'executing' });

  await endRun(records, 'r1');
  expect((await records.openRuns()).runs).toEqual([]);
  expect((await openStore(folder).records.openRuns()).runs).toEqual([]);
  expect((await records.listRuns()).map(({ runId, step }) => [runId, step])).toEqual([['r1', 'ended']]);
});

test('a run id is used once, and is no way out of the folder', async () => {
  const { records } = openStore(makeFolder());
  await records.createRun(makeRun('r1'));
  await expect(records.createRun(makeRun('r1'))).rejects.toThrow('EEXIST');
  for (const runId of ['../r2', '', '.', 'a/b']) {
    expect(() => records.runFolder(runId)).toThrow('is not the id of a run');
    await expect(records.run(runId)).rejects.toThrow('is not the id of a run');
  }
});

test('the record of a run that has ended no longer changes', async () => {
  const folder = makeFolder();
  const { records } = openStore(folder);
  const run = await records.createRun(makeRun('r1'));
  await endRun(records, 'r1');
  await expect(run.update((record) => void (record.step = 'landing'))).rejects.toThrow('has ended');
  const again = await records.run('r1');
  await expect(again?.update((record) => void (record.step = 'landing'))).rejects.toThrow('has ended');
});

test('callers of one open run share one document', async () => {
  const folder = makeFolder();
  await openStore(folder).records.createRun(makeRun('r1'));
  const { records } = openStore(folder);
  const [first, second] = await Promise.all([records.run('r1'), records.run('r1')]);
  expect(first).toBe(second);
  expect((await records.openRuns()).runs[0]).toBe(first);
});

test('the open runs are found without a look at those that ended', async () => {
  const folder = makeFolder();
  const { records } = openStore(folder);
  for (let index = 0; index < 40; index += 1) {
    await records.createRun(makeRun(`r${index}`));
    if (index !== 7) await endRun(records, `r${index}`);
  }
  // Spoilt records are reported when they are read: silence shows that none of them was.
  for (let index = 0; index < 40; index += 1) {
    if (index !== 7) writeFileSync(join(folder, 'runs', `r${index}`, 'run.json'), 'spoilt');
  }
  const next = openStore(folder);
  const [run] = (await next.records.openRuns()).runs;
  await run?.update((record) => void (record.step = 'verifying'));
  await next.records.createRun(makeRun('new'));
  expect(run?.data.runId).toBe('r7');
  expect(next.spoilt).toEqual([]);
  await next.records.listRuns();
  expect(next.spoilt).toHaveLength(39);
});

test('an open run whose record is spoilt or gone is called lost, until it is removed', async () => {
  const folder = makeFolder();
  const before = openStore(folder).records;
  await before.createRun(makeRun('spoilt'));
  await before.createRun(makeRun('gone'));
  writeFileSync(join(folder, 'runs/spoilt/run.json'), '{');
  rmSync(join(folder, 'runs/gone/run.json'));

  const { records, spoilt } = openStore(folder);
  expect((await records.openRuns()).lost.toSorted()).toEqual(['gone', 'spoilt']);
  expect(readFileSync(spoilt[0]?.movedTo ?? '', 'utf8')).toBe('{');
  await records.removeRun('spoilt');
  expect((await records.openRuns()).lost).toEqual(['gone']);
  expect(existsSync(join(folder, 'runs/spoilt'))).toBe(false);
});

test('removing a run takes its folder and its output with it', async () => {
  const folder = makeFolder();
  const { records } = openStore(folder);
  await records.createRun(makeRun('r1'));
  writeFileSync(join(records.runFolder('r1'), 'output'), 'text');
  await records.removeRun('r1');
  await records.removeRun('r1');
  expect(readdirSync(join(folder, 'runs'))).toEqual([]);
  expect(await records.openRuns()).toEqual({ runs: [], lost: [] });
});

test('a daemon killed at any step of a claim or an end leaves the run unclaimed, open, lost or ended', async () => {
  const program = await bundleProgram(
    makeFolder(),
    `import { openRecords } from './records.ts';
     const records = openRecords(process.argv[2], { access: 'write', onSpoilt() {} });
     const run = await records.createRun(${JSON.stringify(makeRun('r1'))});
     console.log('claimed');
     await run.update((record) => { record.step = 'ended'; });
     console.log('ended');`,
  );
  const trace = join(makeFolder(), 'trace');
  const traced = startDriver(program, [makeFolder()], { PLANEX_FAULT_TRACE: trace });
  expect((await traced.ended).code).toBe(0);
  const points = new Set(readFileSync(trace, 'utf8').trim().split('\n'));

  for (const point of points) {
    const folder = makeFolder();
    const driver = startDriver(program, [folder], { PLANEX_FAULT_POINT: point });
    const claimed = (await driver.nextLine()) === 'claimed';
    expect((await driver.ended).signal, point).toBe('SIGKILL');
    const { records, spoilt } = openStore(folder);
    const { runs, lost } = await records.openRuns();
    const found = await records.run('r1');
    const state = found?.data.step ?? (lost.includes('r1') ? 'lost' : 'none');
    expect(claimed ? ['claimed', 'ended'] : ['none', 'lost', 'claimed'], point).toContain(state);
    expect(
      runs.map(({ data }) => data.step),
      point,
    ).toEqual(state === 'claimed' ? ['claimed'] : []);
    expect(spoilt, point).toEqual([]);
    // What the killed one left half-written is gone once the next daemon has looked.
    const left = readdirSync(folder, { recursive: true }).map(String);
    expect(
      left.filter((name) => name.endsWith('.temporary')),
      point,
    ).toEqual([]);
    if (state !== 'claimed' && state !== 'lost') expect(readdirSync(join(folder, 'open')), point).toEqual([]);
  }
});

test('who has lost its lock unawares does not remove what its successor is writing; the next to open does', async () => {
  const folder = makeFolder();
  const { records: old } = openStore(folder);
  const { records: young } = openStore(folder);
  await young.createRun(makeRun('r1'));
  const writing = join(young.runFolder('r1'), 'run.json.0123.temporary');
  writeFileSync(writing, '{');
  expect((await old.openRuns()).runs.map((run) => run.data.runId)).toEqual(['r1']);
  expect(existsSync(writing)).toBe(true);
  openStore(folder);
  expect(existsSync(writing)).toBe(false);
});
