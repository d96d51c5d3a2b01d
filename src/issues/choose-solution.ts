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
  /** Empty when another one was chosen than any that is in place, and not all of those are done. */
  counting: readonly S[];
  undecided: boolean;
}

/**
 * Chooses among the solutions in place of one issue: the bound one; where that is not in place, or cannot be read now, those that
 * may be it since they have no id; where none is bound what there is. That one of several is done chooses no other one.
 */
export function chooseSolution<S extends PlacedSolution>(
  placed: readonly S[],
  bound: string | undefined,
): Choice<S> {
  const chosen = placed.filter(
    ({ path, solution }) => bound !== undefined && (bound === path || bound === solution),
  );
  if (chosen.length === 1) return { counting: chosen, undecided: false };
  // What is all done holds nobody back, and tells of no other.
  const isOpen = bound === undefined || chosen.length > 0 || placed.every(({ isDone }) => isDone);
  const counting = isOpen ? placed : placed.filter((one) => mayBe(one, bound));
  return { counting, undecided: counting.length > 1 && counting.some(({ isDone }) => !isDone) };
}

/** A path is that of one file, and an id is that of one solution; what has none may be meant by any. */
function mayBe({ solution }: PlacedSolution, bound: string): boolean {
  return solution === undefined && !bound.includes('/');
}
