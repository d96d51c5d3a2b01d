import type { ArtifactKind, ArtifactTask, PlanStatus } from '../artifacts/artifact.ts';

/** A task with its place among all tasks of the repository. */
export interface Task extends Omit<ArtifactTask, 'dependsOn'> {
  /** `<artifact path without extension>#<key>`. */
  id: string;
  artifactPath: string;
  artifactKind: ArtifactKind;
  /** Issue id or plan slug. */
  label: string;
  planStatus: PlanStatus;
  /** Sections of its plan are kept current while it is carried out, by what executors report. */
  living?: boolean;
  /** Where its plan recurs: the digest of its text alone, as its own is of its latest due time too. */
  textDigest?: string;
  /** Ids of the tasks that must be done first: as declared, or the one before it in a plan that declares none. */
  after: string[];
}

export const TASK_STATUSES = [
  'pending',
  'waiting',
  'running',
  'landing',
  'done',
  'failed',
  'blocked',
  'cancelled',
] as const;

export type TaskStatus = (typeof TASK_STATUSES)[number];
