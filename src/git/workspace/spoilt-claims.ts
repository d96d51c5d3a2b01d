import { closeSync, copyFileSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { basename, join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';

/** A claim that could not be understood, and where its bytes are kept once another has taken its place. */
export interface SpoiltClaim {
  path: string;
  problem: string;
  movedTo: string | undefined;
}

/** Copies a spoilt claim to where the damaged records of the repository are; returns the copy. */
export function keepSpoiltClaim(records: string, file: string): string {
  const folder = join(records, 'quarantine');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stamp = new Date().toISOString().replaceAll(/[-:]/g, '');
  const copy = join(folder, `claim-${basename(file)}-${stamp}`);
  copyFileSync(file, copy);
  for (const path of [copy, folder]) {
    const descriptor = openSync(path, 'r');
    fsyncSync(descriptor);
    closeSync(descriptor);
  }
  faultPoint('spoilt-claims:kept');
  return copy;
}
