import { join } from 'node:path';
import { OperatorError } from '../../errors.ts';

/** The files that a person named, as they are in the work tree in which the command was given. */
export interface SeenFiles {
  /** Top of that work tree. */
  home: string;
  /** `sha256:<hex>` of the bytes of each path there; none for what cannot be read there. */
  digests: Readonly<Record<string, string>>;
}

/**
 * Throws `OperatorError` where somebody in another work tree than `home` named a file that reads otherwise there: they
 * have not seen what would be let run. In `home` itself a file is what it is when it is looked at.
 */
export function requireSeen(
  home: string,
  { path, digest }: { path: string; digest: string },
  seen: SeenFiles | undefined,
): void {
  if (seen === undefined || seen.home === home) return;
  if (Object.hasOwn(seen.digests, path) && seen.digests[path] === digest) return;
  throw new OperatorError(`${path} is not the same here as in the work tree that planex works for`, {
    where: join(home, path),
    todo: `cd ${home}, look at it there, and say this again`,
  });
}
