import type { CallsPort } from '../daemon/execution.ts';
import { writeDurably } from '../state/durable-file.ts';
import type { CallLedger } from '../telemetry/call-ledger.ts';
import { closeGoneCalls } from './close-gone-calls.ts';
import { sumUpCalls } from '../telemetry/sum-up-calls.ts';

/** Other processes may still write to the file of yesterday. */
const OLDEST_OPEN_MS = 2 * 24 * 60 * 60_000;

/** The calls of backends as the daemon sees them. */
export function createCallsPort(recordsFolder: string, ledger: CallLedger): CallsPort {
  return {
    read: () => ledger.read(),
    async sumUp() {
      const until = new Date(Date.now() - OLDEST_OPEN_MS).toISOString().slice(0, 10);
      await sumUpCalls(recordsFolder, until, writeDurably);
    },
    settleGone: () => closeGoneCalls(ledger),
    async settle(runId) {
      const open = Object.entries(ledger.read().open).filter(([call]) => call.startsWith(`${runId}.`));
      for (const [call, { countedMs }] of open) {
        const at = new Date().toISOString();
        await ledger.append({ type: 'ended', at, call, how: 'lost', wallMs: countedMs, metered: true });
      }
    },
  };
}
