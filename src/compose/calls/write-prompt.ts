import type { Settings } from '../../config/settings.ts';
import { buildPrompt } from '../../executors/prompt.ts';
import type { Route } from '../../routing/route.ts';
import type { Task } from '../../tasks/task.ts';
import type { TaskRecord } from '../../tasks/task-record.ts';
import { findChecks } from '../../verify/find-checks.ts';
import { viewProject } from '../../verify/project-view.ts';
import { readPlansGuide } from './plans-guide.ts';

/** The prompt of a task, with what the work tree in `folder` has to say: its guide for plans, its checks. */
export async function writePrompt(
  task: Task,
  route: Pick<Route, 'work' | 'sandbox'>,
  place: {
    folder: string;
    snapshot: string;
    env: NodeJS.ProcessEnv;
    settings: Settings;
    record: TaskRecord | undefined;
  },
): Promise<string> {
  const { folder, snapshot, env, settings, record } = place;
  const guide = await readPlansGuide(folder);
  const checks = findChecks(viewProject(folder, env), { verify: [], configured: settings.verify.command });
  return buildPrompt(task, {
    work: route.work,
    sandbox: route.sandbox,
    artifactSnapshot: snapshot,
    answers: (record?.answers ?? []).filter(({ digest }) => digest === task.digest),
    checks: checks.map(({ command }) => command),
    ...(guide === undefined ? {} : { plansGuide: guide }),
  });
}
