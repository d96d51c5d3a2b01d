import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ensureFolder, listFolder } from './folder.ts';
import { type DaemonRecord, daemonRecordSchema } from '../tasks/daemon-record.ts';
import { type ArtifactRecord, artifactRecordSchema } from '../tasks/task-record.ts';
import {
  type Document,
  type DocumentPlace,
  type DocumentStore,
  findDocument,
  openDocument,
  type Replacement,
} from './document.ts';
import { readIfThere } from '../read-if-there.ts';
import { sweepTemporaries, writeDurably } from './durable-file.ts';
import { createOpenedDocuments } from './opened-documents.ts';
import { createOtherRecords } from './other-records.ts';
import { openRunRecords, type RunRecords } from './run-records.ts';

/**
 * All that planex remembers of a repository:
 *
 *     daemon.json              the repository as a whole
 *     artifacts/<hash>.json    one per artifact: admissions, attempts, landings
 *     artifacts/<hash>.bytes   the artifact as it was admitted last
 *     runs/<run id>/run.json   one per run, beside its output files
 *     open/<run id>            an empty file per run that has not ended
 *     quarantine/              what could not be understood
 *     answers/                 what `planex status` said last, told again while it holds: a mere cache
 *
 * A change costs the same however much history there is: it writes one small file and reads none.
 */
export interface Records extends RunRecords {
  readonly folder: string;
  /** The record of the repository; the same document for every caller. */
  daemon(): Promise<Document<DaemonRecord>>;
  /** The record of the artifact at a repository-relative path; the same document for every caller. */
  artifact(path: string): Promise<Document<ArtifactRecord>>;
  /** The records of these artifacts, as far as there are any. */
  listArtifacts(paths: readonly string[]): Promise<ArtifactRecord[]>;
  /** The records of all other artifacts, which may be gone; of what cannot be read there is none. */
  listOtherArtifacts(paths: readonly string[]): Promise<ArtifactRecord[]>;
  /** Keeps the bytes of a file that were admitted last, to show later what has changed since. */
  keepAdmitted(path: string, bytes: Uint8Array): Promise<void>;
  /** Their text; undefined when none are kept. */
  readAdmitted(path: string): Promise<string | undefined>;
}

/**
 * Opens the records of a repository. `write` is for who holds the instance lock: it makes the folders that are missing
 * and removes what killed writers left. `read` is for everybody and changes nothing.
 */
export function openRecords(folder: string, options: Omit<DocumentStore, 'folder'>): Records {
  const store = { ...options, folder };
  const artifacts = join(folder, 'artifacts');
  if (store.access === 'write') {
    ensureFolder(artifacts);
    [folder, artifacts].forEach(sweepTemporaries);
  }
  const names = new Map<string, string>();
  /** Names are digests, and each look asks for those of all artifacts. */
  const nameOf = (path: string): string => {
    const name = names.get(path) ?? artifactFile(path);
    names.set(path, name);
    return name;
  };
  const artifactPlace = (file: string): DocumentPlace<ArtifactRecord> => ({
    store,
    path: join(artifacts, file),
    schema: artifactRecordSchema,
  });
  const openDaemon = once(() =>
    openDocument<DaemonRecord>(
      { store, path: join(folder, 'daemon.json'), schema: daemonRecordSchema },
      (kept) =>
        // It may have said that planex is paused, and it knew what had come from elsewhere.
        daemonRecordSchema.parse({
          version: 1,
          ...(kept === undefined
            ? {}
            : {
                paused: {
                  at: new Date().toISOString(),
                  cause: `its record was damaged and is kept at ${kept}`,
                },
              }),
        }),
    ),
  );
  const openedArtifacts = createOpenedDocuments((path) =>
    openDocument(artifactPlace(nameOf(path)), emptyRecord(path)),
  );

  const readOthers = createOtherRecords(artifacts);

  return {
    ...openRunRecords(store),
    folder,
    daemon: openDaemon,

    artifact: (path) => openedArtifacts.open(path),

    async listArtifacts(paths) {
      const found: ArtifactRecord[] = [];
      const onDisk = new Set(listFolder(artifacts));
      for (const path of paths) {
        const file = nameOf(path);
        const document =
          (await openedArtifacts.find(path)) ??
          (onDisk.has(file) ? await findDocument(artifactPlace(file), emptyRecord(path)) : undefined);
        if (document !== undefined) found.push(document.data);
      }
      return found;
    },

    listOtherArtifacts: async (paths) => readOthers(new Set(paths.map(nameOf))),

    keepAdmitted: (path, bytes) => writeDurably(join(artifacts, bytesFile(path)), bytes),

    async readAdmitted(path) {
      return readIfThere(join(artifacts, bytesFile(path)));
    },
  };
}

/** A record of an artifact of which nothing is remembered, or no longer. */
function emptyRecord(path: string): Replacement<ArtifactRecord> {
  return (kept) =>
    artifactRecordSchema.parse({ version: 1, path, ...(kept === undefined ? {} : { damaged: kept }) });
}

/** Where the bytes of a file are kept as they were admitted last. */
function bytesFile(path: string): string {
  return artifactFile(path).replace(/json$/, 'bytes');
}

/** Paths hold characters and lengths that a file name cannot. */
function artifactFile(path: string): string {
  return `${createHash('sha256').update(path).digest('hex').slice(0, 16)}.json`;
}

/** Shares one opening among all callers; one that failed is tried again by the next caller. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}
