import { digestMeaning } from '../artifacts/digest.ts';
import { lintExecPlan } from '../execplan/lint-execplan.ts';
import { describeMeasure, type Measure } from '../execplan/tolerance.ts';
import { type ApprovalRule, describeRule } from '../tasks/approval-rule.ts';

/** What `.planexrc` says of tolerances: limits for plans that state none of a kind, and paths that need a person's word. */
export interface TolerancePolicy {
  files?: number;
  lines?: number;
  dependencies?: number;
  attempts?: number;
  timeMs?: number;
  interface?: {
    /** What the public interface is written down in. */
    paths: string[];
    /** Says by its exit code whether the interface is as it was. */
    command?: string;
    /** Also for plans that say nothing of it. */
    always: boolean;
  };
  protectedPaths: string[];
  highBlastRadius: string[];
}

/** A threshold for the work on one plan. */
export interface Limit {
  measure: Measure;
  /** For each task by itself, instead of for the whole plan. */
  each: boolean;
  /** Where it is stated, for people. */
  from: string;
}

/** Everything that a run is measured by. */
export interface Limits {
  limits: Limit[];
  protectedPaths: { path: string; from: string }[];
  highBlastRadius: string[];
  /** By what the plan was approved, where no person has done so. */
  rule?: ApprovalRule;
}

const SETTINGS = '.planexrc';

/** The limits that hold for the tasks of a plan with this text; a solution has those of the settings only. */
export function readLimits(
  planText: string | undefined,
  policy: TolerancePolicy,
  rule?: ApprovalRule,
): Limits {
  const report = planText === undefined ? undefined : lintExecPlan(planText);
  const stated = (report?.tolerances ?? []).flatMap(({ measures, each, line }) =>
    measures.map((measure): Limit => ({ measure, each, from: `line ${line} of the plan` })),
  );
  const defaults = listDefaults(policy).filter(
    ({ measure }) => !stated.some((limit) => limit.measure.kind === measure.kind),
  );
  return {
    limits: [...stated, ...defaults],
    protectedPaths: [
      ...(report?.protectedPaths ?? []).map(({ path, line }) => ({
        path,
        from: `line ${line} of the plan`,
      })),
      ...policy.protectedPaths.map((path) => ({ path, from: SETTINGS })),
    ],
    highBlastRadius: policy.highBlastRadius,
    ...(rule === undefined ? {} : { rule }),
  };
}

/** A digest of what holds, wherever in the plan it stands. */
export function digestLimits({ limits, protectedPaths, highBlastRadius, rule }: Limits): string {
  return digestMeaning({
    limits: limits.map(({ measure, each }) => `${describeMeasure(measure)}${each ? ' each' : ''}`).sort(),
    protected: protectedPaths.map(({ path }) => path).sort(),
    blast: highBlastRadius.toSorted(),
    ...(rule === undefined ? {} : { rule: `${rule.name}: ${describeRule(rule)}` }),
  });
}

function listDefaults(policy: TolerancePolicy): Limit[] {
  const { files, lines, dependencies, attempts, timeMs } = policy;
  const ofPlan = (measure: Measure): Limit => ({ measure, each: false, from: SETTINGS });
  const ofTask = (measure: Measure): Limit => ({ measure, each: true, from: SETTINGS });
  return [
    ...(files === undefined ? [] : [ofPlan({ kind: 'files', limit: files })]),
    ...(lines === undefined ? [] : [ofPlan({ kind: 'lines', limit: lines, count: 'net' })]),
    ...(dependencies === undefined ? [] : [ofPlan({ kind: 'dependencies', limit: dependencies })]),
    ...(attempts === undefined ? [] : [ofTask({ kind: 'attempts', limit: attempts })]),
    ...(timeMs === undefined ? [] : [ofTask({ kind: 'time', limitMs: timeMs })]),
    ...(policy.interface?.always === true ? [ofPlan({ kind: 'interface' })] : []),
  ];
}
