import type { Settings } from '../config/settings.ts';
import type { Ports } from '../daemon/ports.ts';
import { parseCron, type Schedule, startSchedule } from '../schedule/cron.ts';
import { findLastOccurrence } from '../schedule/last-occurrence.ts';

/** Starts what the daemon does at set times: looking again, removing old runs, and making recurring artifacts due. */
export function startDaemonSchedule(parts: {
  settings: Settings;
  ports: Ports;
  onTick: () => void;
  onError: (error: unknown) => void;
}): Schedule {
  const { ports, onTick, onError } = parts;
  const { schedule, retention } = parts.settings;
  const { timezone } = schedule;
  const recurring = Object.entries(schedule.recurring);
  return startSchedule(
    [
      {
        name: 'reconcile',
        expression: schedule.reconcile,
        timezone,
        run: async () => {
          await catchUp(ports, parts.settings);
          onTick();
        },
      },
      {
        name: 'retention',
        expression: schedule.retention,
        timezone,
        run: async () => {
          await ports.records.prune(retention.runsMs, ports.nowMs());
        },
      },
      ...recurring.map(([path, expression]) => ({
        name: `recurring ${path}`,
        expression,
        timezone,
        run: async () => {
          await catchUp(ports, parts.settings);
          onTick();
        },
      })),
    ],
    (_name, error) => onError(error),
  );
}

/** Remembers the latest due time of each recurring artifact; one that passed while no daemon ran is caught up with once. */
async function catchUp(ports: Ports, { schedule }: Settings): Promise<void> {
  const daemon = await ports.records.daemon();
  const startedAt = daemon.data.firstStartAt ?? new Date(ports.nowMs()).toISOString();
  const due = Object.entries(schedule.recurring).flatMap(([path, expression]) => {
    const fields = parseCron(expression);
    if (!fields.ok) return [];
    const last = findLastOccurrence(fields.value, schedule.timezone, new Date(ports.nowMs()))?.toISOString();
    const known = daemon.data.recurring[path];
    return last === undefined || last < startedAt || known === last ? [] : [{ path, last }];
  });
  if (due.length === 0) return;
  await daemon.update((record) => {
    for (const { path, last } of due) record.recurring[path] = last;
  });
}
