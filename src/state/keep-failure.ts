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

const CHECK_OUTPUT = /^(?:repaired-(\d+)-)?check-(\d+)-.*\.log$/;

/**
 * A second verification writes over the files of the first, as far as it gets. Of files that were written in the same tick of
 * the clock the one of the later check is the last.
 */
async function readLastCheck(runFolder: string): Promise<string> {
  const files = await Promise.all(
    listFolder(runFolder).flatMap((name) => {
      const numbers = CHECK_OUTPUT.exec(name);
      return numbers === null ? [] : [describe(join(runFolder, name), numbers.slice(1))];
    }),
  );
  const last = files.toSorted(
    (a, b) => b.writtenMs - a.writtenMs || b.repair - a.repair || b.check - a.check,
  )[0];
  if (last === undefined) return '';
  if (last.bytes > MOST_BYTES) return `see ${last.path}: it is ${last.bytes} bytes long`;
  return readFile(last.path, 'utf8');
}

async function describe(
  path: string,
  [repair = '0', check = '0']: readonly (string | undefined)[],
): Promise<{ path: string; writtenMs: number; bytes: number; repair: number; check: number }> {
  const { mtimeMs, size } = await stat(path);
  return { path, writtenMs: mtimeMs, bytes: size, repair: Number(repair), check: Number(check) };
}
