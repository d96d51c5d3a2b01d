const MOST_NAMED = 5;

/** Why nothing lands while a sparse checkout leaves files out of which the index says that they are shown, and what helps. */
export function describeLeftOut(paths: readonly string[]): { message: string; action: string } {
  const more = paths.length - MOST_NAMED;
  const named = paths.slice(0, MOST_NAMED).join(', ');
  const all = more > 0 ? `${named} and ${more} more` : named;
  return {
    message: `Git would take away what the sparse checkout leaves out, or forget that you removed it: ${all}`,
    action: 'git sparse-checkout add <folder> to show it, or git sparse-checkout reapply to let it go',
  };
}
