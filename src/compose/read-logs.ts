import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { renderEvent } from '../logging/render-event.ts';
import { followEvents } from '../state/follow-events.ts';
import { readEvents } from '../state/read-events.ts';
import type { PlanexEvent } from '../tasks/event.ts';
import { openPlanex } from './open-planex.ts';
import { withOperations } from './with-operations.ts';

/** What to tell: of one task if it is named, and at most `count` past events. */
export interface LogQuery {
  task?: string;
  count: number;
  /** Goes on telling what happens until it aborts. */
  until?: AbortSignal;
}

/** Tells the events in words; those of one task are followed by what its last run printed. */
export async function tellLogs(
  cwd: string,
  { task, count, until }: LogQuery,
  onLine: (line: string) => void,
): Promise<void> {
  const { records } = await openPlanex(cwd);
  const found =
    task === undefined
      ? undefined
      : await withOperations(cwd, 'read', (operations) => operations.explain({ task }));
  const query = found === undefined ? {} : { taskId: found.id };
  const tell = (event: PlanexEvent): void => {
    for (const line of renderEvent(event)) onLine(line);
  };
  // Opened before the past is read: what happens meanwhile is in both, and nothing is in neither.
  const following = until === undefined ? undefined : followEvents(records, until, query);
  const upcoming = following?.next();
  const past = new Set<string>();
  for await (const event of readEvents(records, { ...query, limit: count })) {
    past.add(JSON.stringify(event));
    tell(event);
  }
  if (past.size === 0) onLine(`nothing has happened ${found === undefined ? 'here' : `to ${found.id}`} yet`);
  if (found?.runFolder !== undefined) await printRunOutput(found.runFolder, onLine);
  for (let next = await upcoming; next?.done === false; next = await following?.next()) {
    if (!past.has(JSON.stringify(next.value))) tell(next.value);
  }
}

/** Prints what a run left: its set-up, the executor, and each check, under a heading each. It is indented, so that no line of it is taken for one of planex. */
async function printRunOutput(runFolder: string, onLine: (line: string) => void): Promise<void> {
  const names = (await readdir(runFolder).catch(() => [])).filter((name) => name.endsWith('.log'));
  for (const name of names.sort(compareOutputs)) {
    onLine(`── ${name} ──`);
    const lines = createInterface({ input: createReadStream(join(runFolder, name)) });
    for await (const line of lines) onLine(line === '' ? '' : `  ${line}`);
  }
}

const FIRST = ['setup.log', 'output.log'];

/** In the order in which a run writes them. */
function compareOutputs(a: string, b: string): number {
  return rankOutput(a) - rankOutput(b) || (a < b ? -1 : 1);
}

function rankOutput(name: string): number {
  const rank = FIRST.indexOf(name);
  return rank === -1 ? FIRST.length : rank;
}
