import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FailureRecord } from '../tasks/failure-record.ts';
import { writeDurably } from './durable-file.ts';
import { listFolder } from './folder.ts';

/** The longest text that is copied; a check that printed more has its output in the folder of the run as well. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Keeps a failure in the folder of its run, with what the check printed that ran last where one has judged the work. */
export async function keepFailure(
  runFolder: string,
  failure: FailureRecord,
  wasChecked: boolean,
): Promise<void> {
  const test_output = wasChecked ? await readLastCheck(runFolder) : failure.test_output;
  const record = { ...failure, test_output };
  await writeDurably(join(runFolder, 'failure.json'), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** A second verification writes over the files of the first, as far as it gets. */
async function readLastCheck(runFolder: string): Promise<string> {
  const files = await Promise.all(
    listFolder(runFolder)
      .filter((name) => /^(?:repaired-\d+-)?check-\d+-.*\.log$/.test(name))
      .map(async (name) => ({ path: join(runFolder, name), ...pick(await stat(join(runFolder, name))) })),
  );
  const last = files.toSorted((a, b) => b.writtenMs - a.writtenMs)[0];
  if (last === undefined) return '';
  if (last.bytes > MOST_BYTES) return `see ${last.path}: it is ${last.bytes} bytes long`;
  return readFile(last.path, 'utf8');
}

function pick({ mtimeMs, size }: { mtimeMs: number; size: number }): { writtenMs: number; bytes: number } {
  return { writtenMs: mtimeMs, bytes: size };
}
