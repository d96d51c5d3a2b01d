import { git } from '../git.ts';
import { readBlobTexts } from '../blob-texts.ts';
import { limitToFolders } from './guarded-pathspecs.ts';

/** A plan as the index has it; each character of its text is one byte. */
export interface IndexedPlan {
  path: string;
  text: string;
}

/** Reads the plans of the index, sorted by path. Those in conflict are left out. */
export async function readIndexedPlans(
  home: string,
  folders: readonly string[],
  env: Record<string, string>,
): Promise<IndexedPlan[]> {
  const output = await git(home, ['ls-files', '--stage', '-z', '--full-name', ...limitToFolders(folders)], {
    env,
  });
  const entries = Array.from(
    output.matchAll(/100\d+ ([0-9a-f]+) 0\t([^\0]*)\0/g),
    ([, oid = '', path = '']) => ({
      oid,
      path,
    }),
  );
  const texts = await readBlobTexts(home, new Set(entries.map(({ oid }) => oid)));
  return entries.map(({ oid, path }) => ({ path, text: texts.get(oid) ?? '' }));
}
