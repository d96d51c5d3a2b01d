import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultPoint } from '../fault-point.ts';
import { isSameProcess, readBootId, readProcessStart } from '../process-identity.ts';
import { checkShape, z } from '../schema.ts';
import { ensureFolder, listFolder } from './folder.ts';

const MOST_AT_ONCE = 2;

const claimSchema = z.object({
  pid: z.number(),
  startTime: z.string(),
  bootId: z.string(),
  plan: z.string(),
});

/** What came of asking to refine a plan. */
export type RefineClaim =
  | { kind: 'taken'; release(): void }
  /** Another process is at this plan. */
  | { kind: 'same-plan'; pid: number }
  /** As many plans as may be are refined already: these. */
  | { kind: 'too-many'; plans: string[] };

/**
 * Claims a plan for this process as long as it lives. Each claim is a file of its own, written before the others are looked
 * at: of two that come at once, both may be refused, and never both be let in.
 */
export function claimRefinement(records: string, plan: string): RefineClaim {
  const folder = join(records, 'refinements');
  ensureFolder(folder);
  const own = {
    pid: process.pid,
    startTime: readProcessStart(process.pid) ?? '',
    bootId: readBootId(),
    plan,
  };
  const name = `${createHash('sha256').update(plan).digest('hex').slice(0, 16)}.${own.pid}-${own.startTime}.json`;
  const file = join(folder, name);
  const release = (): void => {
    rmSync(file, { force: true });
    faultPoint('refine-claims:released');
  };
  writeFileSync(file, JSON.stringify(own));
  const others = listFolder(folder)
    .filter((other) => other !== name)
    .flatMap((other) => readLiving(join(folder, other)));
  const same = others.find((other) => other.plan === plan);
  if (same !== undefined || others.length >= MOST_AT_ONCE) release();
  if (same !== undefined) return { kind: 'same-plan', pid: same.pid };
  if (others.length >= MOST_AT_ONCE) return { kind: 'too-many', plans: others.map((other) => other.plan) };
  return { kind: 'taken', release };
}

/** The claim of a process that lives; that of a dead one is removed. One that is just being written counts for nothing yet. */
function readLiving(file: string): z.infer<typeof claimSchema>[] {
  try {
    const checked = checkShape(claimSchema, JSON.parse(readFileSync(file, 'utf8')));
    if (!checked.ok) return [];
    if (isSameProcess(checked.value)) return [checked.value];
    rmSync(file, { force: true });
    faultPoint('refine-claims:dead-removed');
  } catch {
    // Whoever is writing it looks at ours afterwards.
  }
  return [];
}
