import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findNearRecords } from '../../git/near-records.ts';
import type { CallLine } from '../../tasks/call-line.ts';
import { formatStatusline } from '../../tasks/statusline.ts';
import { readCalls } from '../../telemetry/read-calls.ts';

/**
 * The status line of the repository around `cwd`; undefined where there is none. A prompt asks for it again and again, so
 * that it takes the ledger's lines as they are and loads next to nothing.
 */
export function readStatusline(cwd: string): string | undefined {
  const records = findNearRecords(cwd);
  if (records === undefined) return undefined;
  const totals = readCalls(records, trustLine, { backendsOnly: true }).read();
  const home = dirname(dirname(records));
  return formatStatusline(totals, {
    withGemini: totals.backends['gemini'] !== undefined || !usesTwoModels(home),
    nowMs: Date.now(),
    formatTime: (at) => `${pad(at.getHours())}:${pad(at.getMinutes())}`,
  });
}

/** planex alone writes the ledger; a line that is no JSON was cut off. */
function trustLine(line: string): CallLine | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Whether `.planexrc` chooses the preset without Gemini. The whole settings are not worth their time here. */
function usesTwoModels(home: string): boolean {
  try {
    // A link to a device has no end.
    if (!statSync(join(home, '.planexrc')).isFile()) return false;
    return /"preset"\s*:\s*"codex-dual"/.test(readFileSync(join(home, '.planexrc'), 'utf8'));
  } catch {
    return false;
  }
}

function pad(count: number): string {
  return String(count).padStart(2, '0');
}
