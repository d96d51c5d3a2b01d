import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { renderEvent } from '../logging/render-event.ts';
import { followEvents } from '../state/follow-events.ts';
import { readEvents } from '../state/read-events.ts';
import { openPlanex } from './open-planex.ts';
import { withOperations } from './with-operations.ts';

/** The last `limit` events in words, of one task if it is named. */
export async function readLogs(cwd: string, task: string | undefined, limit: number): Promise<string[]> {
  const { records } = await openPlanex(cwd);
  const lines: string[] = [];
  const query = { limit, ...(task === undefined ? {} : { taskId: await resolveTask(cwd, task) }) };
  for await (const event of readEvents(records, query)) lines.push(...renderEvent(event));
  return lines;
}

/** Tells what happens from now on, in words, until `signal` aborts. */
export async function followLogs(
  cwd: string,
  task: string | undefined,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<void> {
  const { records } = await openPlanex(cwd);
  const query = task === undefined ? {} : { taskId: await resolveTask(cwd, task) };
  for await (const event of followEvents(records, signal, query)) {
    for (const line of renderEvent(event)) onLine(line);
  }
}

/** What the last run of a task printed: its set-up, the executor, and each check, under a heading each. */
export async function printRunOutput(
  cwd: string,
  task: string,
  onLine: (line: string) => void,
): Promise<void> {
  const { runFolder } = await withOperations(cwd, 'read', (operations) => operations.explain({ task }));
  if (runFolder === undefined) return;
  const order = ['setup.log', 'output.log'];
  const names = (await readdir(runFolder).catch(() => [])).filter((name) => name.endsWith('.log'));
  const sorted = names.sort((a, b) => order.indexOf(b) - order.indexOf(a) || (a < b ? -1 : 1));
  for (const name of sorted) {
    onLine(`── ${name} ──`);
    const lines = createInterface({ input: createReadStream(join(runFolder, name)) });
    for await (const line of lines) onLine(line);
  }
}

async function resolveTask(cwd: string, task: string): Promise<string> {
  return (await withOperations(cwd, 'read', (operations) => operations.explain({ task }))).id;
}
