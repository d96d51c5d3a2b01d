import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestBytes } from '../artifacts/digest.ts';
import { openRecords } from '../state/records.ts';
import { openPlanex } from './open-planex.ts';
import { readPlanDiff } from './refine/plan-diff.ts';

/** What a file says that waits for trust, against what was admitted of it last. */
export type TrustChange = { kind: 'diff' | 'text'; lines: string[] };

/**
 * Reads how a file has changed since it was admitted last, or all of it when nothing of it ever was. Undefined when it is
 * not what was looked at any more.
 */
export async function readTrustChange(
  cwd: string,
  { path, digest }: { path: string; digest: string },
): Promise<TrustChange | undefined> {
  const planex = await openPlanex(cwd);
  const bytes = await readFile(join(planex.repository.home, path)).catch(() => undefined);
  if (bytes === undefined || digestBytes(bytes) !== digest) return undefined;
  const records = openRecords(planex.records, { access: 'read', onSpoilt: () => undefined });
  const before = await records.readAdmitted(path);
  if (before === undefined) return { kind: 'text', lines: bytes.toString('utf8').trimEnd().split('\n') };
  const diff = (await readPlanDiff(Buffer.from(before), bytes)).trimEnd().split('\n');
  const first = diff.findIndex((line) => line.startsWith('@@'));
  return { kind: 'diff', lines: first === -1 ? [] : diff.slice(first) };
}
