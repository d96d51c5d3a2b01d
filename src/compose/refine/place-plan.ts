import { lstat, mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OperatorError } from '../../errors.ts';
import type { Workspace } from '../../daemon/workspace.ts';

/** Writes the plan into a work tree and returns its file. Throws `OperatorError` where a link would lead out of the tree. */
export async function placePlan(workspace: Workspace, path: string, bytes: Uint8Array): Promise<string> {
  const file = join(workspace.path, path);
  await mkdir(dirname(file), { recursive: true });
  const folder = await realpath(dirname(file));
  if (folder !== join(await realpath(workspace.path), dirname(path))) {
    throw new OperatorError(`the folder of ${path} is a symbolic link in the last commit`, {
      todo: 'commit the folder as it is now',
    });
  }
  const there = await lstat(file).catch(() => undefined);
  if (there?.isSymbolicLink() === true) await rm(file);
  await writeFile(file, bytes);
  return file;
}
