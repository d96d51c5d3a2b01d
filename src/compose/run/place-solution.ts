import { join } from 'node:path';
import { digestBytes } from '../../artifacts/digest.ts';
import { isIdWord } from '../../artifacts/id-word.ts';
import { OperatorError } from '../../errors.ts';
import { readIfThere } from '../../read-if-there.ts';
import { createFile } from '../../state/create-file.ts';
import { makeFolderInside } from '../make-folder-inside.ts';
import { withOperations } from '../with-operations.ts';

const FOLDER = 'docs/issues';

/** Letters of all scripts, which every system and shell takes; `:`, `*`, `$` and the like mean something to one of them. */
const FILE_NAME = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.@+=-]*$/u;
/** What file systems take for one name. */
const MOST_BYTES = 255;

/**
 * The path of the file that holds the solution of an issue, from the top of the repository. Throws `OperatorError` for an id
 * that cannot be the name of a file.
 */
export function nameSolutionFile(issueId: string): string {
  // Some systems, and Git on them, give a name back in this form however it was written.
  const name = `${issueId.normalize('NFC')}.json`;
  const isShort = Buffer.byteLength(name) <= MOST_BYTES;
  if (isShort && isIdWord(issueId) && FILE_NAME.test(issueId)) return `${FOLDER}/${name}`;
  throw new OperatorError(
    isShort
      ? `"${issueId}" cannot be the name of a file everywhere, so there is no place for a solution`
      : `"${issueId}" is too long for the name of a file, so there is no place for a solution`,
    {
      todo: isShort
        ? 'give the issue an id of letters, digits, and _ . @ + = - within it'
        : 'give the issue a shorter id',
    },
  );
}

/**
 * Writes a solution that a model has made where planex finds it; whether it may run is remembered first. Never writes over
 * what is there: throws `OperatorError` then.
 */
export async function placeSolution(
  { home, records }: { home: string; records: string },
  { issueId, text, admitted }: { issueId: string; text: string; admitted: boolean },
): Promise<string> {
  const path = nameSolutionFile(issueId);
  const file = join(home, path);
  await makeFolderInside(home, FOLDER);
  await withOperations(home, 'write', (operations) =>
    operations.announce({ path, digest: digestBytes(text), admitted }),
  );
  if (await createFile(file, text, records)) return path;
  // A planex that was killed right after it had written it, or somebody else's.
  if ((await readIfThere(file)) === text) return path;
  throw new OperatorError(`there is another ${path} already`, {
    where: file,
    todo: 'move it away, or run that one: planex run and its issue id',
  });
}
