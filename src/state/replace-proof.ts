import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/*
 *   nothing ──▶ draft ──▶ draft and old file ── the draft is renamed over the file ──▶ old file
 *                          taken back: old file first, then draft                   the proof, until it is dropped
 */

/** Where a replacement that is to be proved keeps its draft, and a second name of the file that it replaces. */
export function placeProof(drafts: string, proof: string): { fresh: string; held: string } {
  // Not among the temporary files: what a killed writer left is what is asked for.
  return { fresh: join(drafts, `.planex-${proof}.draft`), held: join(drafts, `.planex-${proof}.before`) };
}

/** Whether a file was replaced for sure, whatever has become of it since; false also where it cannot be known. */
export function isProven(drafts: string, proof: string): boolean {
  const { fresh, held } = placeProof(drafts, proof);
  return existsSync(held) && !existsSync(fresh);
}

/** Forgets a replacement; killed in between, it proves nothing that was not so. */
export function dropProof(drafts: string, proof: string): void {
  const { fresh, held } = placeProof(drafts, proof);
  rmSync(held, { force: true });
  rmSync(fresh, { force: true });
}
