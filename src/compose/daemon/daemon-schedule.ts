import type { Settings } from '../../config/settings.ts';
import type { Ports } from '../../daemon/ports.ts';
import { parseCron, type Schedule, type ScheduleEntry, startSchedule } from '../../schedule/cron.ts';
import { findLastOccurrence } from '../../schedule/last-occurrence.ts';
import { dueFrom } from '../../tasks/due-from.ts';

/** What the daemon does at set times. */
export interface DaemonSchedule {
  /** Goes by these settings from now on. */
  apply(settings: Settings): Promise<void>;
  stop(): Promise<void>;
}

/** Opens the schedule of a daemon; nothing is scheduled before the first `apply`. */
export function openDaemonSchedule(parts: {
  ports: Ports;
  onTick: () => void;
  onError: (error: unknown) => void;
}): DaemonSchedule {
  let running: Schedule | undefined;
  return {
    async apply(settings) {
      await running?.stop();
      // Before anything can come due: what does after that counts also where the clock was ahead at the first start.
      await readDueFrom(parts.ports).catch(parts.onError);
      running = startSchedule(listEntries(settings, parts), (_name, error) => parts.onError(error));
    },
    async stop() {
      await running?.stop();
    },
  };
}

function listEntries(
  settings: Settings,
  { ports, onTick }: { ports: Ports; onTick: () => void },
): ScheduleEntry[] {
  const { timezone, reconcile, retention, recurring } = settings.schedule;
  const look = async (): Promise<void> => {
    await catchUp(ports, settings);
    onTick();
  };
  const prune = async (): Promise<void> => {
    await ports.records.prune(settings.retention.runsMs, ports.nowMs());
    await ports.calls.settleGone();
    await ports.calls.sumUp();
  };
  return [
    { name: 'reconcile', expression: reconcile, timezone, run: look },
    { name: 'retention', expression: retention, timezone, run: prune },
    ...Object.entries(recurring).map(([path, expression]) => ({
      name: `recurring ${path}`,
      expression,
      timezone,
      run: look,
    })),
  ];
}

/** Remembers the latest due time of each recurring artifact; one that passed while no daemon ran is caught up with once. */
async function catchUp(ports: Ports, { schedule }: Settings): Promise<void> {
  const now = new Date(ports.nowMs());
  const from = await readDueFrom(ports);
  const daemon = await ports.records.daemon();
  const due = Object.entries(schedule.recurring).flatMap(([path, expression]) => {
    const fields = parseCron(expression);
    const last = fields.ok
      ? findLastOccurrence(fields.value, schedule.timezone, now)?.toISOString()
      : undefined;
    const isNew = last !== undefined && last >= from && daemon.data.recurring[path] !== last;
    return isNew ? [{ path, last }] : [];
  });
  if (due.length === 0) return;
  await daemon.update((record) => {
    for (const { path, last } of due) record.recurring[path] = last;
  });
}

/** From when on due times count, by the clock of now. */
async function readDueFrom(ports: Ports): Promise<string> {
  const daemon = await ports.records.daemon();
  const { from, behindSince } = dueFrom(daemon.data, new Date(ports.nowMs()).toISOString());
  if (behindSince !== daemon.data.behindSince) {
    await daemon.update((record) => {
      record.behindSince = behindSince;
    });
  }
  return from;
}
