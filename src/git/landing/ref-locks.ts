import { lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { z } from '../../schema.ts';

const notedLocksSchema = z.array(z.object({ file: z.string(), ino: z.string(), bornNs: z.string() }));

const NOTE = 'ref-locks.json';

/**
 * Notes which very files git made to lock the branch and HEAD for our prepared update: a git that was killed leaves
 * them, and one of them is empty and names nobody.
 */
export function noteRefLocks(
  folder: string,
  place: { gitDir: string; commonDir: string; ref: string },
): void {
  const files = [join(place.commonDir, `${place.ref}.lock`), join(place.gitDir, 'HEAD.lock')];
  writeFileSync(join(folder, NOTE), JSON.stringify(files.flatMap((file) => identifyFile(file) ?? [])));
}

/**
 * Removes the locks noted in the folder that are still the same files, each from where `locate` says that it is now. Only
 * for when the git that made them is gone.
 */
export function removeNotedRefLocks(folder: string, locate: (file: string) => string = (file) => file): void {
  for (const noted of readNote(folder)) {
    const file = locate(noted.file);
    const now = identifyFile(file);
    if (now?.ino === noted.ino && now.bornNs === noted.bornNs) rmSync(file, { force: true });
  }
}

function readNote(folder: string): z.infer<typeof notedLocksSchema> {
  try {
    const parsed = notedLocksSchema.safeParse(JSON.parse(readFileSync(join(folder, NOTE), 'utf8')));
    return parsed.success ? parsed.data : [];
  } catch (error) {
    // A note cut short by the kill is no note.
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return [];
    throw error;
  }
}

function identifyFile(file: string): { file: string; ino: string; bornNs: string } | undefined {
  try {
    const { ino, birthtimeNs } = lstatSync(file, { bigint: true });
    return { file, ino: String(ino), bornNs: String(birthtimeNs) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
