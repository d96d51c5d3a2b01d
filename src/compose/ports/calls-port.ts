import type { Settings } from '../../config/settings.ts';
import type { CallsPort } from '../../daemon/execution.ts';
import { writeDurably } from '../../state/durable-file.ts';
import type { CallLedger } from '../../telemetry/call-ledger.ts';
import { closeGoneCalls, endLostCall, findLongest } from '../calls/close-gone-calls.ts';
import { sumUpCalls } from '../../telemetry/sum-up-calls.ts';

/** Other processes may still write to the file of yesterday. */
const OLDEST_OPEN_MS = 2 * 24 * 60 * 60_000;

/** The calls of backends as the daemon sees them. */
export function createCallsPort(
  recordsFolder: string,
  ledger: CallLedger,
  settings: () => Settings,
): CallsPort {
  return {
    read: () => ledger.read(),
    async sumUp() {
      const until = new Date(Date.now() - OLDEST_OPEN_MS).toISOString().slice(0, 10);
      await sumUpCalls(recordsFolder, until, writeDurably);
    },
    lift: (backend) => ledger.append({ type: 'lifted', at: new Date().toISOString(), backend }),
    async noteRenames(id, [first, ...together]) {
      if (first === undefined) return;
      const at = new Date().toISOString();
      await ledger.append({
        type: 'renamed',
        at,
        id,
        ...first,
        ...(together.length > 0 ? { together } : {}),
      });
    },
    settleGone: () => closeGoneCalls(ledger, settings()),
    async settle(runId, wasRunning) {
      await ledger.writeLate();
      const calls = Object.entries(ledger.read().open).filter(([call]) => call.startsWith(`${runId}.`));
      for (const [call, open] of calls) {
        const longestMs = findLongest(settings(), open.backend);
        await endLostCall(ledger, call, { ...open, wasRunning, longestMs });
      }
    },
  };
}
