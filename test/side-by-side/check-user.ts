import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGit } from './run-command.ts';
import type { Scene } from './scene.ts';
import { renderVersion } from './users-files.ts';

/** Compares the user's files with what the user's own commands made of them; a line for each difference. */
export async function checkUser({ folder, files }: Scene): Promise<string[]> {
  const paths = [...files.byPath.keys()];
  const [head, index] = await Promise.all([
    readGit(folder, 'ls-tree', '-r', '--format=%(objectname) %(path)', 'HEAD', '--', ...paths),
    readGit(folder, 'ls-files', '--format=%(objectname) %(path)', '--', ...paths),
  ]);
  const inHead = toMap(head);
  const inIndex = toMap(index);
  return [...files.byPath].flatMap(([path, file]) => {
    const differs: string[] = [];
    if (inHead.get(path) !== hashBlob(renderVersion(path, file.head))) differs.push('HEAD');
    if (inIndex.get(path) !== hashBlob(renderVersion(path, file.index))) differs.push('the index');
    if (readOrNothing(join(folder, path)) !== renderVersion(path, file.work)) differs.push('the work tree');
    return differs.map((place) => `${path} is not as the user left it in ${place}`);
  });
}

function toMap(listed: string): Map<string, string> {
  const lines = listed.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line): [string, string] => [
      line.slice(line.indexOf(' ') + 1),
      line.slice(0, line.indexOf(' ')),
    ]),
  );
}

function hashBlob(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
