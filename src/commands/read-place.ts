import { OperatorError } from '../errors.ts';
import { type Sandbox, SANDBOXES } from '../routing/policy.ts';

/** What stands behind the prompt of `exec`. */
export interface PlaceWords {
  sandbox?: Sandbox;
  /** As it was written, relative to the current folder. */
  folder?: string;
}

/**
 * Reads a sandbox and a folder in either order. A folder that is called like a sandbox can be written `./read-only`. Throws
 * `OperatorError` when there are two of a kind.
 */
export function readPlace(words: readonly string[]): PlaceWords {
  const sandboxes = words.flatMap((word) => readSandbox(word) ?? []);
  const folders = words.filter((word) => readSandbox(word) === undefined);
  const [sandbox, otherSandbox] = sandboxes;
  const [folder, otherFolder] = folders;
  if (otherSandbox !== undefined) throw new OperatorError(`two sandboxes: ${sandbox} and ${otherSandbox}`);
  if (otherFolder !== undefined) {
    throw new OperatorError(`two folders: ${folder} and ${otherFolder}`, {
      todo: `name one folder and one of the sandboxes ${SANDBOXES.join(', ')}`,
    });
  }
  return { ...(sandbox === undefined ? {} : { sandbox }), ...(folder === undefined ? {} : { folder }) };
}

/** The sandbox of that name, or undefined. */
export function readSandbox(word: string): Sandbox | undefined {
  return SANDBOXES.find((name) => name === word);
}
