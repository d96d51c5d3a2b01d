import { EXECPLAN_SECTIONS } from './sections.ts';

/** What a plan can be begun as: a whole ExecPlan, or only tasks. */
export const PLAN_KINDS = ['execplan', 'tasks'] as const;
export type PlanKind = (typeof PLAN_KINDS)[number];

/** What a new plan is about. */
export interface NewPlan {
  kind: PlanKind;
  /** One line. */
  title: string;
  /** Path of the repository's own rules for plans, from the top, where there are any. */
  rules?: string;
}

const TASK_FIELDS = `**Objective:** Say what this task is for.

**Backend:** codex

**Files:**

- Modify: \`path/to/file\`

**Verify:**

- \`npm test\`

**Done when:** say how somebody tells that it is done.`;

/** The text of a plan that is still to be filled in: a draft, so that nothing of it runs. */
export function writeSkeleton(plan: NewPlan): string {
  const parts = [`# ${plan.title}`, ...introduce(plan), 'Status: DRAFT', ...writeBody(plan.kind)];
  return `${parts.join('\n\n')}\n`;
}

function introduce({ kind, rules }: NewPlan): string[] {
  const living =
    'This ExecPlan is a living document: its sections `Constraints`, `Tolerances`, `Risks`, `Progress`, `Surprises & Discoveries`, `Decision Log` and `Outcomes & Retrospective` are kept current while the work goes on.';
  const followed = `It follows the rules of \`${rules}\`.`;
  if (kind === 'tasks') return rules === undefined ? [] : [`This plan follows the rules of \`${rules}\`.`];
  return [rules === undefined ? living : `${living} ${followed}`];
}

function writeBody(kind: PlanKind): string[] {
  if (kind === 'tasks') return [writeTask('##', 1), writeTask('##', 2)];
  return EXECPLAN_SECTIONS.flatMap(({ heading, text }) => [
    `## ${heading}`,
    text,
    ...(heading === 'Plan of Work' ? [writeTask('###', 1)] : []),
  ]);
}

function writeTask(level: string, number: number): string {
  return `${level} Task ${number}: Say what changes\n\n${TASK_FIELDS}\n\n- [ ] Say which step comes first.`;
}
