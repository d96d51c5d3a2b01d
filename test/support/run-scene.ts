import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createRecordsPort } from '../../src/compose/ports/records-port.ts';
import type { Ports } from '../../src/daemon/ports.ts';
import type { RunJob } from '../../src/daemon/run/run-job.ts';
import type { ReturnOutcome } from '../../src/daemon/workspace.ts';
import { fail, succeed } from '../../src/result.ts';
import { openRecords } from '../../src/state/records.ts';
import type { PlanexEvent } from '../../src/tasks/event.ts';
import type { RunRecord } from '../../src/tasks/run-record.ts';
import type { TaskRecord } from '../../src/tasks/task-record.ts';
import type { TaskFacts } from '../../src/tasks/world.ts';
import { makeFacts, makeRecord, makeTask } from './world.ts';

/** When everything in a scene happens. */
export const SCENE_AT = '2026-11-20T12:00:00.000Z';

/** One run of one task, with real records, for what ends or settles a run. */
export interface RunScene {
  ports: Ports;
  job: RunJob;
  /** What is remembered of the task now, on disk. */
  remembered: () => Promise<TaskRecord>;
  /** What a look knows of the task, with its record as it is now. */
  facts(change?: Partial<TaskFacts>): Promise<TaskFacts>;
  remember(record: Partial<TaskRecord>): Promise<void>;
  events: PlanexEvent[];
  /** What was done to work trees, in words. */
  done: string[];
}

/** Makes a scene in which the backends `usable` can be asked, and the work tree of the run is as told. */
export async function makeRunScene(
  options: {
    run?: Partial<RunRecord>;
    usable?: string[];
    changed?: string[];
    returns?: ReturnOutcome;
    trouble?: string;
  } = {},
): Promise<RunScene> {
  const folder = mkdtempSync(join(tmpdir(), 'planex-run-scene-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const task = makeTask('1');
  const records = openRecords(folder, { access: 'write', onSpoilt: () => undefined });
  const repository = { home: folder, gitDir: folder, commonDir: folder, records: folder, id: 'scene' };
  const events: PlanexEvent[] = [];
  const done: string[] = [];
  const workspace = { path: join(folder, 'tree'), needsSetup: false };
  const parts = {
    nowMs: () => Date.parse(SCENE_AT),
    findStorageTrouble: () => options.trouble,
    records: createRecordsPort(repository, records),
    events: { append: (event: PlanexEvent) => void events.push(event) },
    execution: {
      checkBackends: () => async (_task: unknown, record: TaskRecord | undefined) => {
        const name = record?.fallback?.backend ?? 'shell';
        return options.usable?.includes(name) === true
          ? succeed(undefined)
          : fail({ code: 'backend-missing', message: `${name} is not here`, action: `install ${name}` });
      },
    },
    workspaces: {
      adopt: async () => workspace,
      returnToBase: async (): Promise<ReturnOutcome> => options.returns ?? { kind: 'on-base' },
      listChanges: async () => ({ paths: options.changed ?? [], leftOut: [] }),
      restore: async (_workspace: unknown, paths: string[]) => {
        done.push(`restored ${paths.join(', ')}`);
        return paths;
      },
      snapshot: async (_workspace: unknown, runId: string) => {
        done.push(`kept the work of ${runId}`);
        return undefined;
      },
      release: async () => void done.push('gave the work tree back'),
      drop: async () => undefined,
    },
  };
  // The rest of the ports has no part in how a run ends.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const ports = parts as unknown as Ports;
  const run = await records.createRun({ ...recordOf('run-1'), ...options.run });
  const remembered = async (): Promise<TaskRecord> =>
    (await records.artifact(task.artifactPath)).data.tasks[task.key] ?? makeRecord();
  return {
    ports,
    job: {
      ports,
      run,
      workspace,
      settings: {
        maxRuns: 1,
        verifyRequired: false,
        setup: undefined,
        ownBranches: false,
        keepRunsMs: 0,
        caps: { task: {}, plan: {}, day: {} },
        review: 'off',
        tolerances: { protectedPaths: [], highBlastRadius: [] },
        approval: { auto: [], quietMs: 0, asksDuringRuns: false },
        notifies: false,
        recurring: {},
      },
      task,
      record: undefined,
      snapshot: join(folder, 'plan.md'),
      signal: new AbortController().signal,
    },
    remembered,
    facts: async (change = {}) => makeFacts(task, { record: await remembered(), ...change }),
    async remember(record) {
      const artifact = await records.artifact(task.artifactPath);
      await artifact.update(({ tasks }) => {
        tasks[task.key] = makeRecord(record);
      });
    },
    events,
    done,
  };
}

function recordOf(runId: string): RunRecord {
  const task = makeTask('1');
  return {
    version: 1,
    runId,
    taskId: task.id,
    digest: task.digest,
    artifactPath: task.artifactPath,
    artifactDigest: 'sha256:bytes',
    label: task.label,
    title: task.title,
    backend: 'codex',
    footprint: ['1.txt'],
    target: 'main',
    base: '0'.repeat(40),
    step: 'executing',
    startedAt: SCENE_AT,
    stepAt: SCENE_AT,
    deaths: 0,
  };
}
