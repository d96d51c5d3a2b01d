import type { Settings } from '../../config/settings.ts';
import { endTree } from '../../executors/process-tree.ts';
import { isSameProcess, readProcessStart } from '../../process-identity.ts';
import type { OpenCall } from '../../tasks/call-totals.ts';
import { countLostMs, type FoundCall } from '../../tasks/lost-call.ts';
import type { CallLedger } from '../../telemetry/call-ledger.ts';

const OWN_CALL = /^exec-(\d+)-(.+)-[0-9a-f]+\./;

/** Begins the id of a call that this process makes for a person, so that others can tell when it is gone. */
export function nameOwnCall(random: string): string {
  return `exec-${process.pid}-${readProcessStart(process.pid) ?? ''}-${random}`;
}

/** Ends a call that nobody is at any more: what it took and did not say is unknown, and its time is counted at its most. */
export async function endLostCall(
  ledger: CallLedger,
  call: string,
  found: Pick<OpenCall, 'startedAt' | 'countedMs'> & Omit<FoundCall, 'nowMs'>,
): Promise<void> {
  const nowMs = Date.now();
  const at = new Date(nowMs).toISOString();
  const wallMs = countLostMs(found, { ...found, nowMs });
  await ledger.append({ type: 'ended', at, call, how: 'lost', wallMs, metered: true });
}

/**
 * Ends the calls of commands that were killed before they could tell, and what is left of their processes: nobody hears their
 * answers any more.
 */
export async function closeGoneCalls(ledger: CallLedger, settings: Settings): Promise<void> {
  for (const [call, open] of Object.entries(ledger.read().open)) {
    const [, pid, startTime] = OWN_CALL.exec(call) ?? [];
    if (pid === undefined || startTime === undefined) continue;
    if (isSameProcess({ pid: Number(pid), startTime })) continue;
    const marker = call.slice(0, call.lastIndexOf('.'));
    const { ended } = await endTree({ marker }, settings.limits.graceMs);
    const longestMs = findLongest(settings, open.backend);
    await endLostCall(ledger, call, { ...open, wasRunning: ended > 0, longestMs });
  }
}

/** The longest that a call of a backend may take by any of the settings. */
export function findLongest({ executors, limits, routing }: Settings, backend: string): number {
  const rows = routing.rows.filter((row) => row.backend === backend);
  return Math.max(
    executors[backend]?.wallClockMs ?? limits.wallClockMs,
    ...rows.map((row) => row.wallClockMs ?? 0),
  );
}
