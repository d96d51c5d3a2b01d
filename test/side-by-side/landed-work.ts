import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planText, type PlanTask } from '../support/plan.ts';
import { OLD_FILES, oldFile } from './scene.ts';

/** A file that a task writes, and what is in it once the task has landed. */
export interface ExpectedWork {
  taskId: string;
  path: string;
  text: string;
}

/** Where the plan that is tracked from the start lies. */
export const TRACKED_PLAN = 'docs/plans/2026-11-20-tracked.md';

/** The plans that are there and what their tasks have to bring about. */
export interface PlannedWork {
  expected: ExpectedWork[];
  /** The text of a plan of so many tasks; they count as planned from here on. */
  writePlan(name: string, tasks: number): string;
  /** Drops one more plan into the work tree as an editor saves it. */
  dropPlan(folder: string, tasks: number): void;
}

/** Starts with nothing planned. */
export function makePlannedWork(): PlannedWork {
  const expected: ExpectedWork[] = [];
  let plans = 0;
  let nextOld = 0;
  const writePlan = (name: string, count: number): string => {
    const tasks = Array.from({ length: count }, (_, index): PlanTask => {
      const isChange = index % 3 === 2 && nextOld < OLD_FILES;
      const path = isChange ? oldFile(nextOld++) : `work/${name}-${index + 1}.txt`;
      const text = `${name} ${index + 1}`;
      expected.push({ taskId: `docs/plans/2026-11-20-${name}#${index + 1}`, path, text: `${text}\n` });
      return {
        title: `Step ${index + 1}`,
        files: [`${isChange ? 'Modify' : 'Create'}: ${path}`],
        dependsOn: 'none',
        commands: [`echo ${text} > ${path}`],
      };
    });
    return planText(tasks, { title: name });
  };
  return {
    expected,
    writePlan,
    dropPlan(folder, count) {
      plans += 1;
      const name = `dropped-${plans}`;
      const path = join(folder, `docs/plans/2026-11-20-${name}.md`);
      mkdirSync(join(folder, 'docs/plans'), { recursive: true });
      writeFileSync(`${path}.tmp`, writePlan(name, count));
      renameSync(`${path}.tmp`, path);
    },
  };
}
