import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { isSameProcess, type ProcessIdentity, readBootId, readProcessStart } from '../../process-identity.ts';
import { readIfThereNow } from '../../read-if-there.ts';
import { z } from '../../schema.ts';
import { readLockOwner } from './index-lock.ts';
import { treeChangeSchema } from '../tree-changes.ts';

const landingJournalSchema = z.object({
  version: z.literal(1),
  runId: z.string(),
  /** The landing process. */
  owner: z.object({ pid: z.number(), startTime: z.string(), bootId: z.string() }),
  startedAt: z.string(),
  workTree: z.string(),
  gitDir: z.string(),
  commonDir: z.string(),
  indexFile: z.string(),
  /** State of the index that the landing was prepared on, as `markIndex` gives it. */
  indexMark: z.string(),
  /** Full name of the branch. */
  ref: z.string(),
  old: z.string(),
  new: z.string(),
  message: z.string(),
  changes: z.array(treeChangeSchema),
  /** Tree that the files are merged from, where planex has written into one of them since the old commit. */
  from: z.string().optional(),
  /** True when only index and branch move. */
  leavesFiles: z.boolean().optional(),
});

/** Everything needed to finish or take back a landing whose process died, durable before anything is touched. */
export type LandingJournal = z.infer<typeof landingJournalSchema>;

/** A journal on disk. */
export interface FoundJournal {
  runId: string;
  file: string;
  /** The process that lands, or the one that recovers it; undefined when neither the journal nor a lock of the run says. */
  owner: ProcessIdentity | undefined;
}

const SUFFIX = '.json';
const DRAFT_SUFFIX = '.temporary';
const active = new Set<string>();

/** Folder of the run's copies and locks; what is in it has no meaning once the journal is gone. */
export function locateLandingFolder(records: string, runId: string): string {
  return join(records, 'landings', runId);
}

/** The identity of this process, as journals and locks record it. */
export function describeThisProcess(): LandingJournal['owner'] {
  return { pid: process.pid, startTime: readProcessStart(process.pid) ?? '', bootId: readBootId() };
}

/** Writes the journal durably. Until `removeJournal` this process counts as the one that works on the run's landing. */
export function writeJournal(records: string, journal: LandingJournal): void {
  active.add(journal.runId);
  const folder = join(records, 'landings');
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `${journal.runId}.${randomBytes(6).toString('hex')}${DRAFT_SUFFIX}`);
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    writeFileSync(descriptor, JSON.stringify(journal));
    fsyncSync(descriptor);
    faultPoint('landing-journal:drafted');
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, join(folder, `${journal.runId}${SUFFIX}`));
  faultPoint('landing-journal:renamed');
  syncFolder(folder);
}

/** True for the file that `writeJournal` fills before it becomes the run's journal. */
export function isJournalDraft(name: string, runId: string): boolean {
  return name.startsWith(`${runId}.`) && name.endsWith(DRAFT_SUFFIX);
}

/** Lists the journals of landings that did not end, in no particular order. */
export function listJournals(records: string): FoundJournal[] {
  return readFolder(join(records, 'landings')).flatMap((name) => {
    if (!name.endsWith(SUFFIX)) return [];
    const file = join(records, 'landings', name);
    const [runId = '', pid, startTime, bootId] = name
      .slice(0, -SUFFIX.length)
      .split('~')
      .map(decodeURIComponent);
    if (pid !== undefined && startTime !== undefined && bootId !== undefined) {
      return [{ runId, file, owner: { pid: Number(pid), startTime, bootId } }];
    }
    return [{ runId, file, owner: findOwner(records, runId, file) }];
  });
}

/** A journal that is damaged or cannot be read is still that of a landing, and its lock says whose. */
function findOwner(records: string, runId: string, file: string): ProcessIdentity | undefined {
  try {
    return readJournal(file)?.owner ?? readLockOwner(join(locateLandingFolder(records, runId), 'lock'));
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

/** Reads a journal; undefined when it is gone or is damaged. */
export function readJournal(file: string): LandingJournal | undefined {
  const text = readIfThereNow(file);
  if (text === undefined) return undefined;
  try {
    const parsed = landingJournalSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** True while the process that works on the landing still does. */
export function isJournalInWork(found: FoundJournal): boolean {
  if (found.owner === undefined) return active.has(found.runId);
  if (found.owner.pid === process.pid && isSameProcess(found.owner)) return active.has(found.runId);
  return isSameProcess(found.owner);
}

/**
 * Makes this process the one that recovers the landing by renaming the journal to a name that says so: of many who
 * try, one finds the old name. Undefined for the others.
 */
export function claimJournal(records: string, found: FoundJournal): FoundJournal | undefined {
  if (active.has(found.runId)) return undefined;
  const owner = describeThisProcess();
  const parts = [found.runId, String(owner.pid), owner.startTime, owner.bootId].map(encodeURIComponent);
  const file = join(records, 'landings', `${parts.join('~')}${SUFFIX}`);
  active.add(found.runId);
  try {
    if (file !== found.file) renameSync(found.file, file);
    faultPoint('landing-journal:claimed');
    return { runId: found.runId, file, owner };
  } catch (error) {
    active.delete(found.runId);
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Leaves an unfinished landing for the next recovery. */
export function leaveJournal(runId: string): void {
  active.delete(runId);
}

/** Ends the landing: its folder goes first, so that what is left after a crash is still named by the journal. */
export function removeJournal(records: string, runId: string, file?: string): void {
  rmSync(locateLandingFolder(records, runId), { recursive: true, force: true });
  faultPoint('landing-journal:folder-removed');
  rmSync(file ?? join(records, 'landings', `${runId}${SUFFIX}`), { force: true });
  active.delete(runId);
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
    faultPoint('landing-journal:folder-synced');
  } finally {
    closeSync(descriptor);
  }
}
