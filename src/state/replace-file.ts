import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { chmod, lstat, open, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { TEMPORARY } from './durable-file.ts';
import { errorCode } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import { readSettled } from './read-settled.ts';
import { dropProof, placeProof } from './replace-proof.ts';

/** Whoever opened the old file before it was replaced has written by then. */
const GRACE_MS = 5;
// No second name for this file, or no file any more. EXDEV is not among them: there is a folder on the same disk.
const CANNOT_LINK = new Set(['EPERM', 'EMLINK', 'ENOTSUP', 'ENOENT']);

/**
 * Replaces a file of the user's if it still has the expected bytes, keeping its mode and following a link to it. False,
 * and nothing changed, when somebody was faster, also by so little that the old file was written while it was replaced. The
 * new file is prepared in `drafts`, planex's own folder, where whoever finds it after a crash knows what it is; beside the
 * user's file only if the two are on different disks. With `proof`, a name, what tells that the file was replaced stays in
 * `drafts` until it is dropped, where that can be.
 */
export async function replaceFile(
  path: string,
  expected: Uint8Array,
  bytes: Uint8Array,
  drafts: string,
  proof?: string,
): Promise<boolean> {
  if (proof !== undefined) dropProof(drafts, proof);
  const target = await realpath(path).catch(() => undefined);
  if (target === undefined || !holds(target, expected)) return false;
  const { mode } = await lstat(target);
  const name = `.planex-${randomBytes(6).toString('hex')}`;
  for (const folder of [drafts, dirname(target)]) {
    const isProved = proof !== undefined && folder === drafts;
    const { fresh, held } = isProved
      ? placeProof(drafts, proof)
      : { fresh: join(folder, `${name}${TEMPORARY}`), held: join(folder, `${name}.held${TEMPORARY}`) };
    let isDone = false;
    try {
      await writeDraft(fresh, bytes, mode);
      if (!swap({ target, fresh, held }, expected)) return false;
      isDone = !(await isWritten(held, expected));
      if (isDone) return true;
      await giveBack({ target, held, kept: join(folder, `${basename(target)}${name}.kept`) }, bytes);
      return false;
    } catch (error) {
      if (errorCode(error) !== 'EXDEV') throw error;
    } finally {
      // In this order: the old file without the draft is what proves.
      if (!isProved || !isDone) rmSync(held, { force: true });
      rmSync(fresh, { force: true });
    }
  }
  throw new Error(`no file could be moved to ${target}`);
}

/** Puts the fresh file in place if the old one still has the expected bytes, and holds that one by a second name. */
function swap(
  { target, fresh, held }: { target: string; fresh: string; held: string },
  expected: Uint8Array,
): boolean {
  const isHeld = hold(target, held);
  if (!holds(isHeld ? held : target, expected)) return false;
  faultPoint('replace-file:compared');
  // Others replace files by renaming as well.
  if (isHeld && statSync(target, { throwIfNoEntry: false })?.ino !== statSync(held).ino) return false;
  renameSync(fresh, target);
  faultPoint('replace-file:renamed');
  return true;
}

/** Gives a file a second name; false where it cannot have one, and then a write in the instant of its end is not noticed. */
function hold(target: string, held: string): boolean {
  try {
    linkSync(target, held);
    faultPoint('replace-file:held');
    return true;
  } catch (error) {
    if (CANNOT_LINK.has(errorCode(error) ?? '')) return false;
    throw error;
  }
}

/** Whether somebody has written the old file since it was compared. */
async function isWritten(held: string, expected: Uint8Array): Promise<boolean> {
  await wait(GRACE_MS);
  return statSync(held, { throwIfNoEntry: false }) !== undefined && !holds(held, expected);
}

/** Puts the old file back, as somebody else has written it; keeps it aside when the new one has been written as well. */
async function giveBack(
  { target, held, kept }: { target: string; held: string; kept: string },
  ours: Uint8Array,
): Promise<void> {
  await readSettled(held).catch(() => undefined);
  renameSync(held, holds(target, ours) ? target : kept);
  faultPoint('replace-file:given-back');
}

async function writeDraft(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    faultPoint('replace-file:written');
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(path, mode & 0o7777);
}

function holds(path: string, expected: Uint8Array): boolean {
  try {
    return Buffer.compare(readFileSync(path), expected) === 0;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
