import type { Violation } from '../../tasks/breach.ts';
import type { Limits } from '../../tolerances/limits.ts';

/** What passed which limit on time. */
export interface Overtime {
  violations: Violation[];
  limits: Limits;
}
