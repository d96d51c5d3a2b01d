import { z } from '../schema.ts';
import { git } from './git.ts';

export const treeEntrySchema = z.object({ mode: z.string(), oid: z.string() });

export const treeChangeSchema = z.object({
  /** Relative to the top of the work tree, with `/`. */
  path: z.string(),
  /** What the old commit has there; null when it has nothing. */
  old: treeEntrySchema.nullable(),
  new: treeEntrySchema.nullable(),
  /** What the file has before the landing, where planex has written into it since the old commit. */
  file: treeEntrySchema.optional(),
});

/** What a tree or an index has at one path. */
export type TreeEntry = z.infer<typeof treeEntrySchema>;
/** One path that differs between two commits. */
export type TreeChange = z.infer<typeof treeChangeSchema>;
/** One of the two commits of a change. */
export type Side = 'old' | 'new';

export const GITLINK_MODE = '160000';
export const SYMLINK_MODE = '120000';

const ABSENT_MODE = '000000';
export const FOLDER_MODE = '040000';

/** What lies between two commits. */
export interface TreeDifference {
  /** Files only; a rename is a removal and an addition. */
  changes: TreeChange[];
  /** Objects that the second commit's tree has at these paths, folders included. */
  objects: string[];
}

/** Compares the trees of two commits. */
export async function readTreeDifference(cwd: string, from: string, to: string): Promise<TreeDifference> {
  const args = [
    'diff-tree',
    '-r',
    '-t',
    '-z',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--ignore-submodules=none',
  ];
  const output = await git(cwd, [...args, from, to, '--']);
  const fields = output.split('\0');
  const changes: TreeChange[] = [];
  const objects: string[] = [];
  // Records are pairs: `:<old mode> <new mode> <old oid> <new oid> <letter>` and the path.
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const path = fields[at + 1] ?? '';
    const [oldMode = '', newMode = '', oldOid = '', newOid = ''] = (fields[at] ?? '').slice(1).split(' ');
    if (newMode !== ABSENT_MODE && newMode !== GITLINK_MODE) objects.push(newOid);
    const [before, after] = [toFile(oldMode, oldOid), toFile(newMode, newOid)];
    if (before !== null || after !== null) changes.push({ path, old: before, new: after });
  }
  return { changes, objects };
}

/** True when both are absent, or have the same mode and object. */
export function isSameEntry(a: TreeEntry | null | undefined, b: TreeEntry | null | undefined): boolean {
  return a?.mode === b?.mode && a?.oid === b?.oid;
}

function toFile(mode: string, oid: string): TreeEntry | null {
  return mode === ABSENT_MODE || mode === FOLDER_MODE ? null : { mode, oid };
}
