import { setTimeout as wait } from 'node:timers/promises';
import type { StatusView } from '../../daemon/look/status-view.ts';
import { renderEvent } from '../../logging/render-event.ts';
import { followEvents } from '../../state/follow-events.ts';
import { openRecords } from '../../state/records.ts';
import type { PlanexEvent } from '../../tasks/event.ts';
import type { Planex } from '../open-planex.ts';
import { withOperations } from '../with-operations.ts';
import { type Asked, judgeWork, type WorkState } from './judge-work.ts';
import { watchPassingHolds } from './passing-holds.ts';
import { watchUntoldLandings } from './untold-landings.ts';
import { stemOfTask } from '../../tasks/task-id.ts';

const LOOK_EVERY_MS = 2_000;
/** What happens comes in bursts. */
const PAUSE_MS = 100;
const GOING_MS = 30_000;
/** How long a file that was just written may take to be seen. */
const APPEAR_MS = 20_000;

/** Artifacts whose progress is told until planex can do no more for them. */
export interface Following {
  planex: Planex;
  onLine: (line: string) => void;
  /** Ends the following; the work itself goes on. */
  signal: AbortSignal;
  /** Ends the telling as well. */
  over: AbortSignal;
}

/** Where each followed artifact came to; undefined for those that were still on their way when the daemon or the following ended. */
export interface FollowEnd {
  states: Map<string, WorkState>;
  /** True when the daemon is gone. */
  abandoned: boolean;
}

/** Tells what happens to artifacts of which more may be added; `finish` says that no more will come. */
export interface Follower {
  /** With `asked`, of this one task alone. */
  add(path: string, asked?: Asked): void;
  finish(): Promise<FollowEnd>;
}

/** Begins to follow. What happens from now on is told, a line at a time. */
export function followWork({ planex, onLine, signal, over }: Following): Follower {
  const paths = new Map<string, Asked | undefined>();
  const enough = new AbortController();
  const events = followEvents(planex.records, AbortSignal.any([over, enough.signal]));
  /** Each wait that passes by itself is told once, whichever tasks it holds. */
  const told = new Set<string>();
  const untold = watchUntoldLandings();
  /** As it stood when planex was gone. */
  let last: StatusView | undefined;
  let news: () => void = () => undefined;
  const telling = (async () => {
    for await (const event of events) {
      news();
      untold.hear(event);
      if (event.type === 'run:waiting') told.add(event.reason.message);
      if (concerns(event, new Set(paths.keys()))) for (const line of renderEvent(event)) onLine(line);
    }
  })();

  /** Until something has happened, whatever it is. Not everything that changes a status is an event. */
  const waitForNews = async (): Promise<void> => {
    const heard = new AbortController();
    news = () => heard.abort();
    const until = AbortSignal.any([signal, heard.signal]);
    await wait(LOOK_EVERY_MS, undefined, { signal: until }).catch(() => undefined);
    await wait(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  };

  const tellPassing = ({ tasks }: StatusView, passing: ReadonlySet<string>): void => {
    for (const { id, artifact, reason } of tasks) {
      if (reason === undefined || !paths.has(artifact) || told.has(reason.message)) continue;
      if (reason.code !== 'commit-in-progress' && !passing.has(id)) continue;
      told.add(reason.message);
      onLine(`${id} waits: ${reason.message}`);
      if (reason.action !== undefined) onLine(`  do: ${reason.action}`);
    }
  };

  const settle = async (): Promise<FollowEnd> => {
    const since = performance.now();
    const holds = watchPassingHolds();
    for (;;) {
      const abandoned = planex.readHolder() === undefined;
      const view = await readView(planex);
      // It died while it was asked: those that are left tell where things stand.
      if (view === undefined) continue;
      const passing = holds.list(view.tasks, performance.now());
      const states = new Map(
        [...paths].map(([path, asked]) => [path, judgeWork(view, path, { passing, asked })]),
      );
      tellPassing(view, passing);
      if (!abandoned) for (const path of await listUntold(planex.records, states)) states.set(path, OPEN);
      const appearing = performance.now() - since < APPEAR_MS;
      const open = [...states.values()].some(
        ({ kind }) => kind === 'open' || (kind === 'missing' && appearing),
      );
      last = view.daemon.running ? undefined : view;
      if (!open || abandoned || signal.aborted) return { states, abandoned };
      await waitForNews();
    }
  };

  return {
    add: (path, asked) => void paths.set(path, asked),
    async finish() {
      try {
        return await settle();
      } finally {
        // What was said last is in the log by now, and read once more.
        await wait(2 * PAUSE_MS);
        enough.abort();
        await telling;
        const own = last?.tasks.filter(({ artifact }) => paths.has(artifact)) ?? [];
        for (const line of await untold.describe(planex.records, own)) onLine(line);
      }
    },
  };
}

async function readView(planex: Planex): Promise<StatusView | undefined> {
  try {
    return await withOperations(planex.repository.home, 'read', (operations) => operations.status());
  } catch (error) {
    // Of a daemon that is killed the socket goes first, and its process a moment later.
    const endsAt = performance.now() + GOING_MS;
    while (planex.readHolder() !== undefined) {
      if (performance.now() > endsAt) throw error;
      await wait(PAUSE_MS);
    }
    return undefined;
  }
}

const OPEN: WorkState = { kind: 'open' };

/** What is done and not reported yet: the daemon has the last word on it still to say. */
async function listUntold(folder: string, states: ReadonlyMap<string, WorkState>): Promise<string[]> {
  const done = [...states].flatMap(([path, state]) =>
    state.kind === 'done' && state.held === undefined ? [path] : [],
  );
  const records = openRecords(folder, { access: 'read', onSpoilt: () => undefined });
  const known = await records.listArtifacts(done);
  return known.filter(({ unreported }) => unreported).map(({ path }) => path);
}

function concerns(event: PlanexEvent, paths: ReadonlySet<string>): boolean {
  if ('artifact' in event) return paths.has(event.artifact);
  if (!('taskId' in event)) return event.type !== 'daemon:started' && event.type !== 'config:applied';
  const stem = stemOfTask(event.taskId);
  return [...paths].some((path) => path.replace(/\.[^./]*$/, '') === stem);
}
