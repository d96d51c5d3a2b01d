import { basename } from 'node:path';

/** What a plan is called in runs and commits: its file name without `.md` and without a date in front. */
export function slugOfPlan(path: string): string {
  return basename(path, '.md').replace(/^(?:\d{8}|\d{4}-\d{2}-\d{2})-/, '');
}

/** The name of a run that begins at an instant (ISO 8601). A second one in the same second gets a number. */
export function nameRun(slug: string, startedAt: string, taken: readonly string[]): string {
  const stamp = `${startedAt.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const first = `${slug}-${stamp}`;
  for (let number = 2, name = first; ; number += 1) {
    if (!taken.includes(name)) return name;
    name = `${first}-${number}`;
  }
}
