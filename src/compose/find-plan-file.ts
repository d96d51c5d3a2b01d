import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findPathInRepository } from './path-in-repository.ts';

/** The path of the plan that a person means, from the top of the repository; undefined when they name no file. */
export async function findPlanFile(cwd: string, named: string): Promise<string | undefined> {
  const file = await stat(resolve(cwd, named)).catch(() => undefined);
  return file?.isFile() === true ? findPathInRepository(cwd, named) : undefined;
}
