import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { errorCode, OperatorError } from '../errors.ts';
import { isSameProcess } from '../process-identity.ts';
import { sha256 } from '../sha256.ts';

/** Who has the instance lock of a repository. */
export interface LockHolder {
  pid: number;
  /** Tells the process from a later one with the same pid. */
  startTime: string;
  bootId: string;
  /** A daemon holds the lock for as long as it lives, a command for as long as it changes records. */
  role: 'daemon' | 'command';
  version: string;
  /** ISO 8601 instant at which it took the lock. */
  since: string;
  /** Where a daemon listens. */
  socket?: string;
  /** Set for a daemon that ends by itself as soon as nothing is left to do (`planex once`). */
  passing?: boolean;
  /** Real path of the lock file: in a copy of the repository lies a copy of it, which says nothing of who works there. */
  file?: string;
  /** Different for each attempt to take the lock, also of one process. */
  token: string;
}

/** A lock file as found: whose it is, or that this cannot be told from its bytes. */
export interface FoundLock {
  path: string;
  /** The holder's token, or one made from the spoilt file itself: the same file always has the same. */
  token: string;
  holder: LockHolder | undefined;
  file: { dev: bigint; ino: bigint };
}

/** Reads a lock file; undefined when there is none. Throws `OperatorError` when a folder stands in its place. */
export function readLock(path: string): FoundLock | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    // ENOTDIR: a file stands where the folder of the records would be, and nobody has a lock in that.
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
  try {
    const found = fstatSync(descriptor, { bigint: true });
    if (found.isDirectory()) {
      throw new OperatorError('A folder stands where planex keeps its lock.', {
        where: path,
        todo: 'Make sure that no planex runs for this repository, then remove the folder.',
      });
    }
    const { dev, ino, mtimeNs } = found;
    const bytes = readFileSync(descriptor);
    const holder = parseHolder(bytes.toString('utf8'));
    const token = holder?.token ?? `spoilt-${sha256(`${ino}:${mtimeNs}:`, bytes).slice(0, 16)}`;
    return { path, token, holder, file: { dev, ino } };
  } finally {
    closeSync(descriptor);
  }
}

/** True while the process that took the lock runs, also when it is merely stopped. */
export function isHolderAlive(holder: LockHolder): boolean {
  return isSameProcess(holder);
}

/** True for a copy of a lock that is still where it was taken. One that has only been moved is no copy. */
export function isCopy({ path, token, holder, file }: FoundLock): boolean {
  if (holder?.file === undefined || holder.file === path) return false;
  try {
    const original = readLock(holder.file);
    if (original?.token !== token) return false;
    return original.file.dev !== file.dev || original.file.ino !== file.ino;
  } catch {
    // What cannot be looked at proves nothing.
    return false;
  }
}

/**
 * The process that has a lock file open for writing, which a holder has for as long as it holds: the only witness once the
 * bytes are spoilt. `unknown` where the system does not tell.
 */
export function findWriter(file: FoundLock['file']): number | undefined | 'unknown' {
  if (process.platform !== 'linux') return 'unknown';
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const descriptor of listDescriptors(pid)) {
      if (isWriterOf(pid, descriptor, file)) return Number(pid);
    }
  }
  return undefined;
}

// Written out by hand: every command reads this file first, and the schema library takes longer to load than all the rest.
function parseHolder(text: string): LockHolder | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isHolder(value) ? value : undefined;
}

function isHolder(value: unknown): value is LockHolder {
  if (typeof value !== 'object' || value === null) return false;
  const found: Partial<Record<string, unknown>> = { ...value };
  const words = ['startTime', 'bootId', 'version', 'since', 'token'];
  return (
    Number.isInteger(found['pid']) &&
    Number(found['pid']) > 0 &&
    (found['role'] === 'daemon' || found['role'] === 'command') &&
    words.every((name) => typeof found[name] === 'string') &&
    ['string', 'undefined'].includes(typeof found['socket']) &&
    ['string', 'undefined'].includes(typeof found['file']) &&
    ['boolean', 'undefined'].includes(typeof found['passing'])
  );
}

function listDescriptors(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch {
    // It ended meanwhile, or belongs to somebody else, who cannot write to a file that is its owner's only.
    return [];
  }
}

function isWriterOf(pid: string, descriptor: string, file: FoundLock['file']): boolean {
  try {
    const target = `/proc/${pid}/fd/${descriptor}`;
    if (!readlinkSync(target).startsWith('/')) return false;
    const { dev, ino } = statSync(target, { bigint: true });
    if (dev !== file.dev || ino !== file.ino) return false;
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8'))?.[1];
    // Others read the lock all the time; the lowest two bits are 0 for them.
    return (Number.parseInt(flags ?? '0', 8) & 3) !== 0;
  } catch {
    return false;
  }
}
