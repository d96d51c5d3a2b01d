import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestBytes } from '../../artifacts/digest.ts';
import type { StatusView } from '../../daemon/look/status-view.ts';
import { signFiles } from '../../git/file-signature.ts';
import { findNearPlace, type NearPlace } from '../../git/near-records.ts';
import { readInstanceLock } from '../../state/instance-lock.ts';
import { findStorageTrouble, type StoragePlace } from '../../state/storage-trouble.ts';
import { planexVersion } from '../../version.ts';

/** An answer of `planex status`, with all that it hung on as that stood when the answer was made. */
export interface KeptStatus {
  version: string;
  home: string;
  /** When it was made, in milliseconds since 1970. */
  atMs: number;
  /** Digest of the environment. */
  environment: string;
  /** Files and folders, those that were not there too. */
  inputs: string[];
  /** Digest of how they stood. */
  signature: string;
  places: StoragePlace[];
  view: StatusView;
}

/** What no input tells of, such as a settings file that Git's own includes, is noticed after this time. */
const LONGEST_MS = 10 * 60_000;
/** What each command or shell sets anew, and nothing goes by. */
const PASSING_VARIABLES = new Set(['_', 'OLDPWD', 'PWD', 'SHLVL']);

/** The answer that `readKeptAnswer` finds in the work tree around `cwd`; undefined also while somebody there knows more. */
export function readKeptStatus(cwd: string, nowMs?: number): StatusView | undefined {
  const place = findNearPlace(cwd);
  // A daemon knows more, and a command that has the lock is about to change something.
  if (place === undefined || readInstanceLock(place.records) !== undefined) return undefined;
  return readKeptAnswer(place, nowMs);
}

/**
 * What `planex status` said last in a work tree, if it would say the same now: without a daemon to ask, telling that takes a
 * tenth of looking at everything anew. Undefined when anything differs, or nothing (whole) is kept. Only for who has found
 * that nobody has the lock.
 */
export function readKeptAnswer(place: NearPlace, nowMs: number = Date.now()): StatusView | undefined {
  const kept = readKept(locateKeptStatus(place));
  if (kept === undefined) return undefined;
  const isSame =
    kept.version === planexVersion &&
    kept.home === place.home &&
    kept.atMs <= nowMs &&
    nowMs < kept.atMs + LONGEST_MS &&
    kept.environment === digestEnvironment() &&
    kept.signature === signInputs(kept.inputs, kept.atMs) &&
    findStorageTrouble(kept.places) === undefined;
  return isSame ? kept.view : undefined;
}

/** Where the last answer about a work tree is kept. */
export function locateKeptStatus({ home, records }: NearPlace): string {
  return join(records, 'answers', `status-${digestBytes(home).slice(-16)}.json`);
}

/** The text of a kept answer. It begins with a digest of the rest: nothing flushes it, so that a crash may leave a part. */
export function writeKept(kept: KeptStatus): string {
  const text = JSON.stringify(kept);
  return `${digestBytes(text)}\n${text}`;
}

/** Digest of how files and folders stand; undefined when that cannot be told, or one of them is a link to something else. */
export function signInputs(paths: readonly string[], atMs: number): string | undefined {
  const signature = signFiles(paths, atMs);
  return signature === undefined ? undefined : digestBytes(signature);
}

/** Digest of the variables that can make a difference. */
export function digestEnvironment(env: NodeJS.ProcessEnv = process.env): string {
  const known = Object.entries(env).filter(([name]) => !PASSING_VARIABLES.has(name));
  return digestBytes(JSON.stringify(known.sort(([a], [b]) => (a < b ? -1 : 1))));
}

function readKept(file: string): KeptStatus | undefined {
  try {
    const bytes = readFileSync(file, 'utf8');
    const lineEnd = bytes.indexOf('\n');
    const text = bytes.slice(lineEnd + 1);
    return digestBytes(text) === bytes.slice(0, lineEnd) ? JSON.parse(text) : undefined;
  } catch {
    // None, or none that can be read: the answer is made anew.
    return undefined;
  }
}
