import { readFileSync } from 'node:fs';
import { isBlob, nameBlobs } from '../blob-names.ts';
import type { runGit } from '../git.ts';
import { fileEntryOf } from './file-sides.ts';
import type { HeldFile } from './held-files.ts';
import type { LandingJournal } from './landing-journal.ts';

/** What the held files contain, compared with what they have to be before the landing. */
export type HeldContents =
  /** `areUnchanged` tells whether they still contain the same bytes, whatever their times say. */
  | { kind: 'as-committed'; bytes: ReadonlyMap<string, Buffer>; areUnchanged: () => boolean }
  | { kind: 'changed'; paths: string[] }
  /** Too large to be read here, or git cannot say: it has to look at them itself. */
  | { kind: 'unknown' };

/** Above this many bytes in all the files are not read into memory. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Reads the held files and compares their contents, not their times: git goes by whole seconds, and takes a file for the
 * same that was changed within one and given its time back. `run` runs the git that may ask filters; it is not asked again
 * about bytes that are `known` to be as committed.
 */
export async function readHeld(
  { workTree, changes }: Pick<LandingJournal, 'workTree' | 'changes'>,
  held: readonly Pick<HeldFile, 'path' | 'heldAt' | 'size'>[],
  run: typeof runGit,
  known: ReadonlyMap<string, Buffer> = new Map(),
): Promise<HeldContents> {
  if (held.reduce((sum, { size }) => sum + Number(size), 0) > MOST_BYTES) return { kind: 'unknown' };
  const files = held.map(({ path, heldAt }) => ({ path, heldAt, bytes: readFileSync(heldAt) }));
  const entries = new Map(changes.map((change) => [change.path, fileEntryOf(change, 'old')?.oid ?? '']));
  // Bytes that are those of the blob are in the history, whatever git converts: nothing of them can be lost.
  const others = files.filter(
    ({ path, bytes }) => known.get(path)?.equals(bytes) !== true && !isBlob(bytes, entries.get(path) ?? ''),
  );
  const names = await nameBlobs(workTree, others, run);
  if (names.includes(undefined)) return { kind: 'unknown' };
  const changed: string[] = [];
  for (const [at, { path, bytes }] of others.entries()) {
    const oid = entries.get(path) ?? '';
    if (names[at] === oid) continue;
    // What git would write and then store as something else is no change of the user's.
    const written = await run(workTree, ['cat-file', '--filters', `--path=${path}`, oid], {
      encoding: 'latin1',
    });
    if (written.code !== 0) return { kind: 'unknown' };
    if (!bytes.equals(Buffer.from(written.stdout, 'latin1'))) changed.push(path);
  }
  if (changed.length > 0) return { kind: 'changed', paths: changed };
  const areUnchanged = (): boolean => files.every(({ heldAt, bytes }) => readFileSync(heldAt).equals(bytes));
  return {
    kind: 'as-committed',
    bytes: new Map(files.map(({ path, bytes }) => [path, bytes])),
    areUnchanged,
  };
}
