/** A solution whose file is where planex carries it out. */
export interface PlacedSolution {
  path: string;
  /** Its own id, where it has one. */
  solution?: string | undefined;
  /** Whether all its tasks are done by the history. */
  isDone: boolean;
}

/** Which solutions of an issue count: those in `counting`; `undecided` when a person has to choose one first. */
export interface Choice<S extends PlacedSolution> {
  counting: readonly S[];
  undecided: boolean;
}

/**
 * Chooses among the solutions in place of one issue: the bound one; else what there is, as long as at most one of them has
 * anything left to do. A bound one that is not in place chooses nothing.
 */
export function chooseSolution<S extends PlacedSolution>(
  placed: readonly S[],
  bound: string | undefined,
): Choice<S> {
  const chosen = placed.filter(
    ({ path, solution }) => bound !== undefined && (bound === path || bound === solution),
  );
  if (chosen.length === 1) return { counting: chosen, undecided: false };
  return { counting: placed, undecided: placed.filter(({ isDone }) => !isDone).length > 1 };
}
