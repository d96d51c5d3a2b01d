import { z } from '../schema.ts';

/** A standing instruction: what a draft has to be like to be approved without anybody being asked. */
export const approvalRuleSchema = z.object({
  name: z.string(),
  /** Patterns of which the path of the plan has to match one. */
  plans: z.array(z.string()).exactOptional(),
  /** Patterns that all changed paths have to match. */
  paths: z.array(z.string()).exactOptional(),
  /** Names of which the backend of each task has to be one. */
  backends: z.array(z.string()).exactOptional(),
  /** Most files that all the work on the plan changes. */
  files: z.number().exactOptional(),
  /** Most lines that it adds and removes together. */
  lines: z.number().exactOptional(),
});

export type ApprovalRule = z.infer<typeof approvalRuleSchema>;

/** What a rule lets go, in words: "within docs/**, by shell, at most 3 files, at most 100 lines". */
export function describeRule({ paths, backends, files, lines }: ApprovalRule): string {
  const parts = [
    ...(paths === undefined ? [] : [`within ${paths.join(', ')}`]),
    ...(backends === undefined ? [] : [`by ${backends.join(', ')}`]),
    ...(files === undefined ? [] : [`at most ${files} ${files === 1 ? 'file' : 'files'}`]),
    ...(lines === undefined ? [] : [`at most ${lines} ${lines === 1 ? 'line' : 'lines'}`]),
  ];
  return parts.length === 0 ? 'any work' : parts.join(', ');
}

/** A rule as it is named to people. */
export function nameRule({ name }: Pick<ApprovalRule, 'name'>): string {
  return `the rule "${name}" of approval.auto`;
}
