/** Paths that a task or run will touch. What declares nothing may touch everything. */
export type Footprint = readonly string[] | 'everything';

/** What a task declares to touch. */
export function footprintOf(files: readonly { path: string }[]): Footprint {
  return files.length === 0 ? 'everything' : files.map((file) => file.path);
}

/** True when two footprints share a file, or one names a folder that holds a file of the other. */
export function overlaps(left: Footprint, right: Footprint): boolean {
  if (left === 'everything' || right === 'everything') return true;
  return left.some((a) => right.some((b) => a === b || holds(a, b) || holds(b, a)));
}

function holds(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** Every task that must be done before `id`, directly or through others. Safe on cycles. */
export function findAncestors(id: string, after: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>();
  const queue = [...(after.get(id) ?? [])];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    queue.push(...(after.get(next) ?? []));
  }
  return seen;
}
