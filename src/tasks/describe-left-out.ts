const MOST_NAMED = 5;

/** Why nothing lands while a sparse checkout leaves files out that are there, and what helps. */
export function describeLeftOut(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  const named = paths.slice(0, MOST_NAMED).join(', ');
  const all = more > 0 ? `${named} and ${more} more` : named;
  return `Git would take away what is there and the sparse checkout leaves out: ${all} (git sparse-checkout add shows a folder, git sparse-checkout reapply takes such files away)`;
}
