import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../artifacts/diagnostic.ts';
import { errorMessage } from '../errors.ts';
import { changeIndex, changeQueue } from '../issues/change-queue.ts';
import { type Queue, readQueue } from '../issues/queue.ts';
import { type QueueIndex, readQueueIndex } from '../issues/queue-index.ts';
import type { QueueChanges } from '../issues/queue-status.ts';
import { readRegularFile } from '../read-regular-file.ts';
import { explainStorageError, nameUnreadable } from '../storage-error.ts';
import { editSharedFile } from './edit-shared-file.ts';
import { listFolder } from './folder.ts';
import { SHARED_FOLDER, type StoreDiagnostic } from './issue-store.ts';
import { BRIEF_WAIT_MS, lockIssues } from './lock-issues.ts';
import { requireInside } from './require-inside.ts';

/** Where other programs keep queues; without this folder there are none. */
export const QUEUES_FOLDER = `${SHARED_FOLDER}/queues`;
/** Pattern of all files that are there. */
export const QUEUE_FILES: readonly string[] = [`${QUEUES_FOLDER}/*.json`];
const INDEX_FILE = `${QUEUES_FOLDER}/index.json`;

/** The queues of a repository, as far as they can be read. */
export interface QueueBook {
  /** By id, the latest last. */
  queues: (Queue & { path: string; isActive: boolean })[];
  diagnostics: StoreDiagnostic[];
  /** The file of a queue that may be at work and cannot be read. */
  unreadable?: string;
}

/** Files of queues, from the top of the repository; the list of them is not among these. */
export function listQueueFiles(home: string): string[] {
  return listNames(home)
    .filter((name) => name.endsWith('.json') && name !== 'index.json')
    .toSorted()
    .map((name) => `${QUEUES_FOLDER}/${name}`);
}

function listNames(home: string): string[] {
  try {
    return listFolder(join(home, QUEUES_FOLDER));
  } catch (error) {
    throw nameUnreadable(QUEUES_FOLDER, error);
  }
}

/** Reads all queues; one that cannot be read is told, and the others count. */
export async function readQueues(home: string): Promise<QueueBook> {
  const diagnostics: StoreDiagnostic[] = [];
  const tell = (path: string, found: readonly Diagnostic[]): void => {
    diagnostics.push(...found.map((diagnostic) => ({ path, diagnostic })));
  };
  const index = await readIndex(home, tell);
  const queues: QueueBook['queues'] = [];
  let unreadable: string | undefined;
  for (const path of listQueueFiles(home)) {
    const id = nameOf(path);
    const text = await readText(home, path);
    const read = typeof text === 'string' ? readQueue(id, text) : { diagnostics: [text] };
    tell(path, read.diagnostics);
    const isListed = index?.active === undefined || index.active.includes(read.queue?.id ?? id);
    if (read.queue !== undefined) {
      queues.push({ ...read.queue, path, isActive: isListed && read.queue.status === 'active' });
    } else if (isListed) unreadable = path;
  }
  return { queues, diagnostics, ...(unreadable === undefined ? {} : { unreadable }) };
}

/**
 * Sets fields of items of one queue, and what follows for its counts and for the list of queues; `decide` sees the queue as it
 * is then. What cannot be read is not written. The list comes first: until the queue itself says so, this is done again.
 */
export async function keepQueue(
  { home, records, path, at }: { home: string; records: string; path: string; at: string },
  decide: (queue: Queue) => QueueChanges,
): Promise<void> {
  for (const place of [path, INDEX_FILE]) await requireInside(home, place);
  await lockIssues(
    records,
    async (drafts) => {
      const seen = understand(await readRegularFile(join(home, path)), path, decide);
      if (seen === undefined) return;
      await editSharedFile(join(home, INDEX_FILE), drafts, (bytes) => {
        const text = bytes === undefined ? undefined : decode(bytes);
        const index = text === undefined ? undefined : readQueueIndex(text).index;
        if (text === undefined || index === undefined) return undefined;
        return ifChanged(text, changeIndex(text, index, seen.queue, seen.changes, at));
      });
      await editSharedFile(join(home, path), drafts, (bytes) => {
        const now = understand(bytes, path, decide);
        return now && ifChanged(now.text, changeQueue(now.text, now.queue, now.changes, at));
      });
    },
    BRIEF_WAIT_MS,
  );
}

function understand(
  bytes: Uint8Array | undefined,
  path: string,
  decide: (queue: Queue) => QueueChanges,
): { text: string; queue: Queue; changes: QueueChanges } | undefined {
  const text = bytes === undefined ? undefined : decode(bytes);
  const queue = text === undefined ? undefined : readQueue(nameOf(path), text).queue;
  if (text === undefined || queue === undefined) return undefined;
  const changes = decide(queue);
  return changes.size === 0 ? undefined : { text, queue, changes };
}

async function readIndex(
  home: string,
  tell: (path: string, found: readonly Diagnostic[]) => void,
): Promise<QueueIndex | undefined> {
  if (!existsSync(join(home, INDEX_FILE))) return undefined;
  const text = await readText(home, INDEX_FILE);
  const read = typeof text === 'string' ? readQueueIndex(text) : { diagnostics: [text] };
  tell(INDEX_FILE, read.diagnostics);
  return read.index;
}

/** The text of a file, or what is wrong with it. */
async function readText(home: string, path: string): Promise<string | Diagnostic> {
  try {
    return decode(await readRegularFile(join(home, path))) ?? NOT_TEXT;
  } catch (error) {
    return {
      severity: 'error',
      rule: 'unreadable',
      message: explainStorageError(error) ?? errorMessage(error),
    };
  }
}

const NOT_TEXT: Diagnostic = { severity: 'error', rule: 'not-utf8', message: 'the file is not UTF-8' };

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, -'.json'.length);
}

function ifChanged(before: string, after: string): string | undefined {
  return after === before ? undefined : after;
}

function decode(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
