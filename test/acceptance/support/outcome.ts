import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { TaskView } from '../../../src/daemon/look/status-view.ts';
import { runGitAs, UNGUARDED } from '../../support/hooks.ts';
import { writePlan } from '../../support/plan.ts';
import { expectNothingLeft, planex, readEventLog, readStatus, taskOf } from '../../support/planex.ts';
import type { Project } from './project.ts';
import { readUsersWork } from './users-work.ts';

/** What has to be true of a task that landed. */
export interface Landing {
  subject: string;
  /** All paths of its commit. */
  paths: string[];
  /** What is said of its tests, such as `passed (npm run test)`. */
  tests: string;
}

/** Sets planex up as a newcomer does. */
export async function initPlanex(project: Project): Promise<void> {
  const result = await planex(project, ['init', '--yes'], { env: project.env });
  expect(result).toMatchObject({ code: 0, stderr: '' });
}

/**
 * Lets `planex once` carry out the one task that is open, and expects that it lands and that nothing else of the
 * repository changes.
 */
export async function expectLands(project: Project, id: string, landing: Landing): Promise<void> {
  const before = readUsersWork(project);
  const base = project.git('rev-parse', 'HEAD');
  const result = await planex(project, ['once'], { env: project.env });
  expect(result.stdout + result.stderr).toContain(`${id} landed as`);
  expectLanded(project, id, landing, base);
  expect(readUsersWork(project)).toEqual(before);
  await expectNothingLeft(project);
}

/** Expects that the one commit since `base` is that of this task, with its subject, trailers, paths and author. */
export function expectLanded(project: Project, id: string, landing: Landing, base: string): void {
  const commits = project.git('rev-list', `${base}..HEAD`).split('\n');
  expect(commits).toHaveLength(1);
  const [subject, author, ...trailers] = project
    .git('log', '-1', '--format=%s%n%an <%ae>%n%(trailers:only)')
    .trim()
    .split('\n');
  expect(subject).toBe(landing.subject);
  expect(author).toBe('Ada Tester <ada@example.test>');
  // Only tasks that name others have it.
  const always = trailers.filter((line) => !/^Planex-Content: sha256:[0-9a-f]{64}$/.test(line));
  expect(always).toEqual([
    `Planex-Task: ${id}`,
    expect.stringMatching(/^Planex-Digest: sha256:[0-9a-f]{64}$/),
    expect.stringMatching(/^Planex-Run: \S+$/),
  ]);
  expect(listPaths(project, 'HEAD')).toEqual(landing.paths);
  const landed = readEventLog(project).filter((event) => event.type === 'task:landed' && event.taskId === id);
  expect(landed).toMatchObject([{ tests: `tests: ${landing.tests}` }]);
}

/** Lets `planex once` carry out the one task that is open, and expects that it fails and leaves no trace in the tree. */
export async function expectFails(project: Project, id: string): Promise<TaskView> {
  const before = readUsersWork(project);
  const head = project.git('rev-parse', 'HEAD');
  const result = await planex(project, ['once'], { env: project.env });
  expect(result.code, result.stdout + result.stderr).toBe(1);
  const task = taskOf(await readStatus(project), id);
  expect(task).toMatchObject({ status: 'failed' });
  expect(project.git('rev-parse', 'HEAD')).toBe(head);
  expect(readUsersWork(project)).toEqual(before);
  await expectNothingLeft(project);
  return task;
}

/** Expects that the guard of the plans refuses what drops the sentinel of a file, from planex and from a person. */
export async function expectGuarded(project: Project, path: string): Promise<void> {
  const { ids } = writePlan(project, 'dropping', [
    { files: [`Modify: ${path}`], commands: [`echo nothing > ${path}`] },
  ]);
  const failed = await expectFails(project, ids[0] ?? '');
  expect(failed.reason?.message).toContain('hook refused the commit');
  const told = await planex(project, ['logs', failed.id], { env: project.env });
  expect(told.stdout).toContain('the name');
  project.write(path, UNGUARDED);
  const refused = runGitAs(project.path, ['commit', '-m', 'docs: drop it', '--', path], project.env);
  expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('the name') });
}

/** Paths that a commit changes, in the order of Git. */
export function listPaths(project: Project, commit: string): string[] {
  return project.git('diff-tree', '-r', '--no-commit-id', '--name-only', commit).split('\n');
}

/** The whole output of a check of the task's last run, such as `check-1-tests.log`. */
export async function readCheckLog(project: Project, id: string, name: string): Promise<string> {
  const result = await planex(project, ['why', id, '--json'], { env: project.env });
  const { runFolder }: { runFolder: string } = JSON.parse(result.stdout);
  return readFileSync(join(runFolder, name), 'utf8');
}
