import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkShape } from '../schema.ts';
import { type ArtifactRecord, artifactRecordSchema } from '../tasks/task-record.ts';
import { listFolder } from './folder.ts';

/** Reads the records of artifacts that are not among those whose files are named; one that cannot be read is left out. */
export type OtherRecords = (files: ReadonlySet<string>) => ArtifactRecord[];

/** Reads each file again only when it has changed: what is asked for at many a look has mostly not. */
export function createOtherRecords(folder: string): OtherRecords {
  const known = new Map<string, { stamp: string; record: ArtifactRecord | undefined }>();
  const read = (name: string): ArtifactRecord | undefined => {
    const path = join(folder, name);
    const facts = statSync(path, { throwIfNoEntry: false });
    if (facts === undefined) return undefined;
    const stamp = `${facts.ino} ${facts.size} ${facts.mtimeMs}`;
    const before = known.get(name);
    if (before?.stamp === stamp) return before.record;
    const record = readRecord(path);
    known.set(name, { stamp, record });
    return record;
  };
  return (files) =>
    listFolder(folder)
      .filter((name) => name.endsWith('.json') && !files.has(name))
      .flatMap((name) => read(name) ?? []);
}

function readRecord(path: string): ArtifactRecord | undefined {
  try {
    const checked = checkShape(artifactRecordSchema, JSON.parse(readFileSync(path, 'utf8')));
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}
