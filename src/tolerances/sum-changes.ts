import type { Change, ChangedFile } from './changed-file.ts';

/** What several changes come to together: a path that several touch counts once, its lines each time. */
export function sumChanges(changes: readonly Change[]): Change {
  const files = new Map<string, ChangedFile>();
  for (const file of changes.flatMap((change) => change.files)) {
    const known = files.get(file.path);
    files.set(file.path, known === undefined ? file : merge(known, file));
  }
  return {
    files: [...files.values()],
    newDependencies: [...new Set(changes.flatMap(({ newDependencies }) => newDependencies))],
  };
}

function merge(one: ChangedFile, other: ChangedFile): ChangedFile {
  const added = plus(one.added, other.added);
  const removed = plus(one.removed, other.removed);
  return {
    path: one.path,
    change: one.change === 'added' ? 'added' : other.change,
    ...(added === undefined ? {} : { added }),
    ...(removed === undefined ? {} : { removed }),
  };
}

function plus(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0);
}
