import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultPoint } from '../fault-point.ts';
import { isSameProcess, readBootId, readProcessStart } from '../process-identity.ts';
import { checkShape, z } from '../schema.ts';
import { ensureFolder, listFolder } from './folder.ts';

const claimSchema = z.object({
  pid: z.number(),
  startTime: z.string(),
  bootId: z.string(),
  subject: z.string(),
});

/** A claim of this process, and what other living processes claim in the same folder. */
export interface ProcessClaim {
  others: { pid: number; subject: string }[];
  release: () => void;
}

/**
 * Claims something for this process as long as it lives. Each claim is a file of its own, written before the others are
 * looked at: of two that come at once, both see the other, and never neither.
 */
export function claimForProcess(folder: string, subject: string): ProcessClaim {
  ensureFolder(folder);
  const own = {
    pid: process.pid,
    startTime: readProcessStart(process.pid) ?? '',
    bootId: readBootId(),
    subject,
  };
  const name = `${createHash('sha256').update(subject).digest('hex').slice(0, 16)}.${own.pid}-${own.startTime}.json`;
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(own));
  return {
    others: listFolder(folder)
      .filter((other) => other !== name)
      .flatMap((other) => readLiving(join(folder, other))),
    release() {
      rmSync(file, { force: true });
      faultPoint('process-claims:released');
    },
  };
}

/** What living processes claim in a folder. */
export function listClaimed(folder: string): string[] {
  return listFolder(folder).flatMap((name) => readLiving(join(folder, name)).map(({ subject }) => subject));
}

/** The claim of a process that lives; that of a dead one is removed. One that is just being written counts for nothing yet. */
function readLiving(file: string): z.infer<typeof claimSchema>[] {
  try {
    const checked = checkShape(claimSchema, JSON.parse(readFileSync(file, 'utf8')));
    if (!checked.ok) return [];
    if (isSameProcess(checked.value)) return [checked.value];
    rmSync(file, { force: true });
    faultPoint('process-claims:dead-removed');
  } catch {
    // Whoever is writing it looks at ours afterwards.
  }
  return [];
}
