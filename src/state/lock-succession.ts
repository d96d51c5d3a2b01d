import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode, OperatorError } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import { readBootId, readProcessStart } from '../process-identity.ts';
import { removeFile } from '../remove-file.ts';
import { nameUnwritable } from '../storage-error.ts';
import { ensureFolder } from './folder.ts';
import {
  type FoundLock,
  findWriter,
  isCopy,
  isHolderAlive,
  type LockHolder,
  readLock,
} from './lock-holder.ts';

/** What a process says of itself when it takes the lock. */
export type LockInfo = Pick<LockHolder, 'role' | 'version' | 'socket' | 'passing'>;

/** A lock that was taken. */
export interface Claim {
  holder: LockHolder;
  /** Stays open for writing while the lock is held: see `findWriter`. */
  descriptor: number;
  /** Where the spoilt lock file that it replaced is kept now. */
  replacedSpoilt: string | undefined;
}

export type LockClaim = { kind: 'claimed'; claim: Claim } | { kind: 'held'; holder: LockHolder };

/*
 * A lock is a complete file put in place by link(2), which fails when one is there. A lock whose holder died is never
 * removed, since two processes that judge it dead at once could remove each other's. It is succeeded instead:
 *
 *     daemon.lock            holder N, dead
 *     daemon.lock.after-N    holder M: exactly one process can make this name   ─▶ renamed over daemon.lock
 *
 * When M dies before the rename, `after-M` follows, and so on: the last of the chain has the lock. A slow process can
 * make a name of an older chain late, after its lock was succeeded and gone, so M looks again at daemon.lock before
 * the rename: if it is no longer N's, M steps back. While it is N's, nobody but the last of N's chain can change it.
 */

/**
 * Takes the lock at `path` or says who has it; undefined when others moved meanwhile and the caller must try again.
 * Throws an `OperatorError` when the file is spoilt and its holder may live, or is a copy of the lock of one who lives.
 */
export function claimLock(path: string, info: LockInfo): LockClaim | undefined {
  const chain = followChain(path);
  const last = chain?.at(-1);
  if (last?.holder !== undefined && isHolderAlive(last.holder)) {
    if (isCopy(last)) throw describeCopy(last.holder);
    return { kind: 'held', holder: last.holder };
  }
  if (last !== undefined && last.holder === undefined) refuseIfWritten(last, 'refuse');

  const draft = writeDraft(path, info);
  let taken: { replacedSpoilt: string | undefined } | undefined;
  try {
    taken = chain === undefined ? takeFree(draft.path, path) : succeed(draft.path, chain);
  } finally {
    removeFile(draft.path);
    if (taken === undefined) closeSync(draft.descriptor);
  }
  if (taken === undefined) return undefined;
  sweepDebris(path);
  return { kind: 'claimed', claim: { holder: draft.holder, descriptor: draft.descriptor, ...taken } };
}

/** The lock file and those that follow it, up to the first whose holder lives; undefined when there is no lock. */
export function followChain(path: string): [FoundLock, ...FoundLock[]] | undefined {
  const root = readLock(path);
  if (root === undefined) return undefined;
  const chain: [FoundLock, ...FoundLock[]] = [root];
  for (let last: FoundLock | undefined = root; last !== undefined; ) {
    if (last.holder !== undefined && isHolderAlive(last.holder)) break;
    last = readLock(successorPath(path, last));
    if (last !== undefined) chain.push(last);
  }
  return chain;
}

function takeFree(draft: string, path: string): { replacedSpoilt: undefined } | undefined {
  return linkExclusively(draft, path) ? { replacedSpoilt: undefined } : undefined;
}

function succeed(
  draft: string,
  chain: [FoundLock, ...FoundLock[]],
): { replacedSpoilt: string | undefined } | undefined {
  const [root] = chain;
  const name = successorPath(root.path, chain.at(-1) ?? root);
  if (!linkExclusively(draft, name)) return undefined;
  faultPoint('lock-succession:named');
  if (readLock(root.path)?.token !== root.token) {
    removeFile(name);
    return undefined;
  }
  const replacedSpoilt = root.holder === undefined ? keepSpoilt(root.path) : undefined;
  renameSync(name, root.path);
  faultPoint('lock-succession:renamed');
  return { replacedSpoilt };
}

function successorPath(path: string, found: FoundLock): string {
  return `${path}.after-${found.token}`;
}

interface Draft {
  path: string;
  holder: LockHolder;
  descriptor: number;
}

function writeDraft(path: string, info: LockInfo): Draft {
  const startTime = readProcessStart(process.pid);
  if (startTime === undefined) throw new Error('The system does not tell when this process started.');
  const token = randomBytes(12).toString('hex');
  const since = new Date().toISOString();
  const file = join(realpathSync(dirname(path)), basename(path));
  const holder = { ...info, pid: process.pid, startTime, bootId: readBootId(), since, file, token };
  const draftPath = `${path}.draft-${token}`;
  const descriptor = openSync(draftPath, 'wx', 0o600);
  try {
    writeFileSync(descriptor, `${JSON.stringify(holder, undefined, 2)}\n`);
    fsyncSync(descriptor);
  } catch (error) {
    closeSync(descriptor);
    removeFile(draftPath);
    throw nameUnwritable(path, error);
  }
  faultPoint('lock-succession:drafted');
  return { path: draftPath, holder, descriptor };
}

function linkExclusively(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    faultPoint('lock-succession:linked');
    return true;
  } catch (error) {
    // ENOENT: a holder swept the draft away. Either way the lock is somebody's, and the caller looks again.
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** The runs in a copied record are under way elsewhere: to take them up here would end them there. */
function describeCopy({ file = '' }: LockHolder): OperatorError {
  return new OperatorError('This repository is a copy of one in which planex is at work.', {
    where: dirname(dirname(file)),
    todo: 'Stop planex there (`planex stop`), then try again here: until then the runs on record here are its runs.',
  });
}

/**
 * A file that names nobody may still be somebody's: damaged by a hand or a disk while its holder goes on. Throws an
 * `OperatorError` then; `unknown` says what to do where the system does not tell.
 */
export function refuseIfWritten(found: FoundLock, unknown: 'refuse' | 'pass'): void {
  const writer = findWriter(found.file);
  if (writer === undefined || (writer === 'unknown' && unknown === 'pass')) return;
  if (readLock(found.path)?.token !== found.token) return;
  if (writer === 'unknown') {
    throw new OperatorError(
      'The lock file is damaged, so planex cannot tell whether another instance runs.',
      {
        where: found.path,
        todo: 'Make sure that no planex runs for this repository, then remove the file.',
      },
    );
  }
  throw new OperatorError(`The lock file is damaged, but process ${writer} still holds it.`, {
    where: found.path,
    todo: `End process ${writer} (\`kill ${writer}\`), then try again.`,
  });
}

function keepSpoilt(path: string): string {
  const quarantine = join(dirname(path), 'quarantine');
  ensureFolder(quarantine);
  const stamp = new Date().toISOString().replaceAll(/[-:]/g, '');
  const kept = join(quarantine, `${basename(path)}-${stamp}`);
  linkSync(path, kept);
  faultPoint('lock-succession:kept-spoilt');
  return kept;
}

/** Removes what attempts of killed or slower processes left. The holder may: whoever loses a file looks again. */
function sweepDebris(path: string): void {
  for (const name of readdirSync(dirname(path))) {
    if (name.startsWith(`${basename(path)}.`)) removeFile(join(dirname(path), name));
  }
}
