import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, OperatorError } from '../../errors.ts';
import { foldTitle, namePlanFile } from '../../execplan/plan-name.ts';
import { type PlanKind, writeSkeleton } from '../../execplan/skeleton.ts';
import { openRepository } from '../../git/repository.ts';
import { compileGlobs } from '../../watch/globs.ts';
import { makeFolderInside } from '../make-folder-inside.ts';
import { readPlansGuide } from '../calls/plans-guide.ts';
import { openSettings } from '../settings-source.ts';

/** A plan that was begun. */
export interface StartedPlan {
  /** From the top of the repository. */
  path: string;
  /** Absolute. */
  file: string;
  kind: PlanKind;
  title: string;
  /** The repository's own rules for plans, which the plan names. */
  rules: string | undefined;
  /** False when no pattern of `artifacts.plans` means the file. */
  read: boolean;
}

const FOLDER = 'docs/plans';

/**
 * Writes the skeleton of a plan into a new file. Throws `OperatorError` when there is such a file, or when the folder
 * leads out of the repository.
 */
export async function startPlan(
  cwd: string,
  asked: { title: string; kind: PlanKind; now: Date },
): Promise<StartedPlan> {
  const { home } = await openRepository(cwd);
  const title = foldTitle(asked.title);
  if (title === '') {
    throw new OperatorError('the plan needs a title', { todo: 'planex new "Say what it is about"' });
  }
  const path = `${FOLDER}/${namePlanFile(title, formatDay(asked.now))}`;
  const rules = (await readPlansGuide(home))?.path;
  const file = join(home, path);
  await makeFolderInside(home, FOLDER);
  const text = writeSkeleton({ kind: asked.kind, title, ...(rules !== undefined && { rules }) });
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    throw new OperatorError(`there is a plan ${path} already`, {
      where: file,
      todo: 'give the new plan another title, or go on with that one',
    });
  }
  return { path, file, kind: asked.kind, title, rules, read: await isRead(home, path) };
}

/** The day where the user is. */
function formatDay(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

async function isRead(home: string, path: string): Promise<boolean> {
  const settings = openSettings(home, { rejected: () => undefined, applied: () => undefined });
  await settings.read();
  return compileGlobs(settings.latest().artifacts.plans).matches(path);
}
