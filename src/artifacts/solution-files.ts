import type { FileIntent } from './artifact.ts';
import { type DeclaredPath, readDeclaredPath } from './declared-path.ts';
import { foldLine } from './digest.ts';
import type { SolutionFile, SolutionTask } from './solution-shape.ts';

/** A file of a solution task with the paths that could be read from what its author wrote. */
export interface SolutionPaths {
  /** `files` or `modification_points`, and the index in it. */
  place: [list: string, index: number];
  files: FileIntent[];
  problems: Exclude<DeclaredPath, { kind: 'path' }>[];
}

/** Reads `files` and the older `modification_points` of a task. */
export function readSolutionFiles(task: SolutionTask): SolutionPaths[] {
  const lists = { files: task.files ?? [], modification_points: task.modification_points ?? [] };
  return Object.entries(lists).flatMap(([list, entries]) =>
    entries.map((entry, index) => ({ place: [list, index], ...readEntry(task, entry) })),
  );
}

function readEntry(task: SolutionTask, entry: SolutionFile): Pick<SolutionPaths, 'files' | 'problems'> {
  const written = entry.path ?? entry.file ?? '';
  const kind = findKind(task, entry, written);
  // A `path` is one path; other places hold several of them, or a path and a remark.
  const isExact = entry.path !== undefined && entry.isLoose !== true;
  const read = isExact ? [readDeclaredPath(written)] : readLoosePaths(written);
  return {
    files: read.flatMap((path) => (path.kind === 'path' ? [{ kind, path: path.path }] : [])),
    problems: read.flatMap((path) => (path.kind === 'path' ? [] : [path])),
  };
}

const MAX_TEXT = 4_000;
const REMARK = /\s+(?:[-–—]\s|\(|lines?\s+\d).*$/s;

function readLoosePaths(written: string): DeclaredPath[] {
  const bare = written.slice(0, MAX_TEXT).replace(REMARK, '').replaceAll('`', '').trim();
  const parts = bare.split(/\s*[,;]\s+|\s+(?:and|&|\+)\s+/);
  if (parts.every((part) => /^\S*[/.\\]\S*$/.test(part))) return parts.map(readDeclaredPath);
  return [{ kind: 'unclear', message: `"${foldLine(written).slice(0, 80)}" does not name a file` }];
}

const KINDS = new Map<string, FileIntent['kind']>([
  ['create', 'create'],
  ['add', 'create'],
  ['new', 'create'],
  ['delete', 'delete'],
  ['remove', 'delete'],
  ['test', 'test'],
  ['modify', 'modify'],
  ['update', 'modify'],
]);

function findKind(task: SolutionTask, entry: SolutionFile, written: string): FileIntent['kind'] {
  const own = KINDS.get((entry.action ?? '').trim().toLowerCase());
  if (own !== undefined) return own;
  if (/\(new\b/i.test(written) || /^new file$/i.test(entry.target?.trim() ?? '')) return 'create';
  const action = (task.action ?? '').trim().toLowerCase();
  return action === 'add' ? 'modify' : (KINDS.get(action) ?? 'modify');
}
