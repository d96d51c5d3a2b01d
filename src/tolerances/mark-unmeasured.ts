import type { Tolerance } from '../execplan/tolerance.ts';
import type { TolerancePolicy } from './limits.ts';

/** A tolerance as it is shown to people. */
export interface ShownTolerance extends Tolerance {
  /** It is about the public interface, and the settings name nothing that measures that. */
  unmeasured?: true;
}

/** Marks the tolerances that nothing measures as the settings are. */
export function markUnmeasured(
  tolerances: readonly Tolerance[],
  how: TolerancePolicy['interface'],
): ShownTolerance[] {
  const isMeasured = how !== undefined && (how.command !== undefined || how.paths.length > 0);
  return tolerances.map((one) =>
    isMeasured || one.measures.every(({ kind }) => kind !== 'interface') ? one : { ...one, unmeasured: true },
  );
}
