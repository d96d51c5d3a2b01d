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
} from './document.ts';
import { sweepTemporaries } from './durable-file.ts';
import { openRunRecords, type RunRecords } from './run-records.ts';

/**
 * All that planex remembers of a repository:
 *
 *     daemon.json              the repository as a whole
 *     artifacts/<hash>.json    one per artifact: admissions, attempts, landings
 *     runs/<run id>/run.json   one per run, beside its output files
 *     open/<run id>            an empty file per run that has not ended
 *     quarantine/              what could not be understood
 *
 * A change costs the same however much history there is: it writes one small file and reads none.
 */
export interface Records extends RunRecords {
  readonly folder: string;
  /** The record of the repository; the same document for every caller. */
  daemon(): Promise<Document<DaemonRecord>>;
  /** The record of the artifact at a repository-relative path; the same document for every caller. */
  artifact(path: string): Promise<Document<ArtifactRecord>>;
  listArtifacts(): Promise<ArtifactRecord[]>;
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
  const artifactPlace = (file: string): DocumentPlace<ArtifactRecord> => ({
    store,
    path: join(artifacts, file),
    schema: artifactRecordSchema,
  });
  const openDaemon = once(() =>
    openDocument<DaemonRecord>({ store, path: join(folder, 'daemon.json'), schema: daemonRecordSchema }, () =>
      daemonRecordSchema.parse({ version: 1 }),
    ),
  );
  const artifactOpeners = new Map<string, () => Promise<Document<ArtifactRecord>>>();

  return {
    ...openRunRecords(store),
    folder,
    daemon: openDaemon,

    artifact(path) {
      let open = artifactOpeners.get(path);
      if (open === undefined) {
        const empty = (): ArtifactRecord => artifactRecordSchema.parse({ version: 1, path });
        open = once(() => openDocument(artifactPlace(artifactFile(path)), empty));
        artifactOpeners.set(path, open);
      }
      return open();
    },

    async listArtifacts() {
      const found: ArtifactRecord[] = [];
      for (const name of listFolder(artifacts).filter((name) => name.endsWith('.json'))) {
        const document = await findDocument(artifactPlace(name));
        if (document !== undefined) found.push(document.data);
      }
      return found;
    },
  };
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
