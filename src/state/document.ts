import { linkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Adapter, Low } from 'lowdb';
import { OperatorError } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import { readIfThereNow } from '../read-if-there.ts';
import { checkShape, type z } from '../schema.ts';
import { removeDurably, syncFolder, writeDurably } from './durable-file.ts';
import { ensureFolder } from './folder.ts';

const FORMAT_VERSION = 1;

/** A record on disk and its last durable value in memory. One owner per file and process: two would lose updates. */
export interface Document<T> {
  readonly path: string;
  /** What is on disk now. */
  readonly data: Readonly<T>;
  /**
   * Applies `change` to a copy and resolves when the copy is on disk. Updates of one document happen one after the
   * other; one that throws or cannot be written leaves `data` as it was.
   */
  update(change: (data: T) => void): Promise<void>;
}

/** What all documents of one store share. */
export interface DocumentStore {
  /** The folder of all records; what cannot be understood goes to `quarantine/` in there. */
  folder: string;
  /** Only who holds the instance lock writes. A reader moves nothing and leaves what is spoilt where it is. */
  access: 'read' | 'write';
  onSpoilt(spoilt: SpoiltRecord): void;
}

/** Where a document lies and what it must look like. */
export interface DocumentPlace<T> {
  store: DocumentStore;
  path: string;
  schema: z.ZodType<T>;
}

/** A file that could not be understood, what is wrong with it, and where its bytes are kept if they were moved. */
export interface SpoiltRecord {
  path: string;
  problem: string;
  movedTo: string | undefined;
}

/**
 * Opens a document, or a new one that begins as `empty()` and reaches the disk with its first update. Throws when the file
 * cannot be read, and an `OperatorError` when a newer planex wrote it.
 */
export async function openDocument<T extends { version: number }>(
  place: DocumentPlace<T>,
  empty: Replacement<T>,
): Promise<Document<T>> {
  return (await findDocument(place, empty)) ?? startDocument(place, empty(undefined));
}

/** Makes what a new record begins as. `kept` names the bytes of a spoilt one whose place it takes. */
export type Replacement<T> = (kept: string | undefined) => T;

/**
 * Opens a document if there is a sound one. A spoilt one is put aside; with `replace`, what takes its place is on disk
 * before its bytes are gone, so that no crash makes it look as if there had been none.
 */
export async function findDocument<T extends { version: number }>(
  place: DocumentPlace<T>,
  replace?: Replacement<T>,
): Promise<Document<T> | undefined> {
  const low = new Low<T | null>(durableAdapter(place, replace), null);
  await low.read();
  return low.data === null ? undefined : wrap(place, low.data);
}

/** Makes a document that is not on disk before its first update. */
export function startDocument<T extends { version: number }>(place: DocumentPlace<T>, data: T): Document<T> {
  return wrap(place, data);
}

/** There may be ten thousands of these at once, nearly all at rest: what only an update needs is made for it. */
function wrap<T>(place: DocumentPlace<T>, initial: T): Document<T> {
  let queue: Promise<unknown> | undefined;
  const document: { -readonly [Key in keyof Document<T>]: Document<T>[Key] } = {
    path: place.path,
    data: initial,
    update(change) {
      const write = async (): Promise<void> => {
        document.data = await writeChanged(place, document.data, change);
      };
      const written = (queue ?? Promise.resolve()).then(write);
      queue = written.catch(() => undefined);
      return written;
    },
  };
  return document;
}

/** Writes a changed copy and resolves to it. */
async function writeChanged<T>(
  place: DocumentPlace<T>,
  data: Readonly<T>,
  change: (data: T) => void,
): Promise<T> {
  if (place.store.access === 'read') throw new Error(`${place.path} was opened for reading only.`);
  const draft = structuredClone<T>(data);
  change(draft);
  const checked = checkShape(place.schema, draft);
  if (!checked.ok) throw new Error(`A change would spoil ${place.path}: ${describe(checked.failure)}`);
  const low = new Low<T | null>(durableAdapter(place), null);
  low.data = checked.value;
  await low.write();
  return checked.value;
}

/** Files that are being replaced because they are spoilt: who else reads one meanwhile waits for what takes its place. */
const mending = new Map<string, Promise<void>>();

/** lowdb's own file adapter does not sync and shares one temporary name among writers. */
function durableAdapter<T>(place: DocumentPlace<T>, replace?: Replacement<T>): Adapter<T | null> {
  const { path } = place;
  const write = (data: T | null): Promise<void> =>
    writeDurably(path, `${JSON.stringify(data, undefined, 2)}\n`);
  const mend = async (problem: string): Promise<T | null> => {
    const mayMove = place.store.access === 'write';
    const movedTo = mayMove ? await copyToQuarantine(place) : undefined;
    const replacement = replace?.(movedTo ?? path) ?? null;
    if (mayMove && replacement !== null) await write(replacement);
    else if (mayMove) await removeDurably(path);
    place.store.onSpoilt({ path, problem, movedTo });
    return replacement;
  };
  return {
    async read() {
      for (let other = mending.get(path); other !== undefined; other = mending.get(path)) await other;
      // Trouble is thrown, so that no later write erases the file. At once: one look may read thousands of these.
      const text = readIfThereNow(path);
      if (text === undefined) return null;
      const read = understand(place, text);
      if (read.ok) return read.value;
      const mended = mend(read.problem);
      const settled = mended.then(
        () => void mending.delete(path),
        () => void mending.delete(path),
      );
      mending.set(path, settled);
      return mended;
    },
    write,
  };
}

function understand<T>(
  place: DocumentPlace<T>,
  text: string,
): { ok: true; value: T } | { ok: false; problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, problem: text.trim() === '' ? 'the file is empty' : 'the file is not JSON' };
  }
  refuseNewer(place.path, json);
  const checked = checkShape(place.schema, json);
  return checked.ok ? checked : { ok: false, problem: describe(checked.failure) };
}

function refuseNewer(path: string, json: unknown): void {
  if (typeof json !== 'object' || json === null || !('version' in json)) return;
  if (typeof json.version !== 'number' || json.version <= FORMAT_VERSION) return;
  throw new OperatorError(
    `This record was written by a newer planex (format ${json.version}, this one knows ${FORMAT_VERSION}).`,
    { where: path, todo: 'Use the newer planex, or move the file away to start without what it remembers.' },
  );
}

async function copyToQuarantine<T>({ store, path }: DocumentPlace<T>): Promise<string> {
  const folder = join(store.folder, 'quarantine');
  ensureFolder(folder);
  const name = relative(store.folder, path).replaceAll(/[\\/]/g, '-');
  const stamp = new Date().toISOString().replaceAll(/[-:]/g, '');
  const movedTo = join(folder, `${name}-${stamp}`);
  linkSync(path, movedTo);
  faultPoint('document:quarantined');
  await syncFolder(folder);
  return movedTo;
}

function describe(problems: { path: (string | number)[]; message: string }[]): string {
  return problems.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('; ');
}
