import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectNothingLeft, planex, readEventLog, readStatus } from '../support/planex.ts';
import { makeFolder } from '../support/repository.ts';
import { initPlanex, listPaths } from './support/outcome.ts';
import { makeProject, type Project } from './support/project.ts';
import { leaveUsersWork, readUsersWork } from './support/users-work.ts';

// A solution that a person's tools wrote; it is not part of this repository.
const SOLUTIONS = resolve(import.meta.dirname, '../../../shared/corpus/solutions');
const ISSUE = 'DSC-20260119-150946-004';
const isHere = existsSync(SOLUTIONS);
const AGENT = join(import.meta.dirname, 'support/marking-agent.mjs');

if (!isHere) {
  it('the real solution is not here', () => {
    console.warn(`skipped: there is no ${SOLUTIONS}`);
  });
}

/** What of the solution a test has to know; read from it here without planex. */
interface Written {
  tasks: {
    id: string;
    title: string;
    depends_on: string[];
    commit: { type: string };
    modification_points: { file: string }[];
    test: { commands: string[] };
  }[];
}

function readSolution(): Written {
  const file = join(SOLUTIONS, `zhao-wuyan__xhMonitor__.workflow__issues__solutions__${ISSUE}.jsonl`);
  const [first = ''] = readFileSync(file, 'utf8').split('\n');
  return JSON.parse(first);
}

/** The files that the solution names, and a `dotnet` on the PATH that notes down what it was asked to do. */
function makeNamedProject(solution: Written): Project & { asked: () => string[] } {
  const tools = makeFolder('planex-tools-');
  const notes = join(tools, 'asked');
  writeFileSync(join(tools, 'dotnet'), `#!/bin/sh\necho "dotnet $*" >> '${notes}'\n`);
  chmodSync(join(tools, 'dotnet'), 0o755);
  const paths = solution.tasks.flatMap((task) => task.modification_points.map(({ file }) => file));
  const files = Object.fromEntries(paths.map((path) => [path, `// ${path}\n`]));
  const project = makeProject(files, { PATH: `${tools}:${process.env['PATH'] ?? ''}` });
  return { ...project, asked: () => readFileSync(notes, 'utf8').trimEnd().split('\n') };
}

const CASES = [
  {
    how: 'bare, its prompt on standard input',
    path: `docs/issues/${ISSUE}.json`,
    wrap: (solution: Written): unknown => solution,
    executor: { command: [process.execPath, AGENT], prompt: 'stdin' },
  },
  {
    how: 'in the envelope of a team session, its prompt in a file',
    path: `.workflow/.team/PEX-metrics-20261120/artifacts/solutions/${ISSUE}.json`,
    wrap: (solution: Written): unknown => ({
      session_id: 'PEX-metrics-20261120',
      issue_id: ISSUE,
      solution: { bound: solution },
      planned_at: '2026-11-20T09:00:00.000Z',
    }),
    executor: { command: [process.execPath, AGENT, '{prompt_file}'], prompt: 'file' },
  },
];

describe.skipIf(!isHere)('a real solution is carried out by a custom executor', () => {
  it.each(CASES.map((one) => [one.how, one] as const))('%s', async (_, { path, wrap, executor }) => {
    const solution = readSolution();
    const project = makeNamedProject(solution);
    await initPlanex(project);
    leaveUsersWork(project);
    project.write('.planexrc', JSON.stringify({ backend: 'marker', executors: { marker: executor } }));
    project.write(path, JSON.stringify(wrap(solution), null, 2));
    const before = readUsersWork(project);
    const base = project.git('rev-parse', 'HEAD');

    const result = await planex(project, ['once'], { env: project.env });

    expect(result).toMatchObject({ code: 0, stderr: '' });
    const stem = path.replace(/\.json$/, '');
    const landed = readLanded(project, base, stem);
    expect(landed.map(({ task }) => task).sort()).toEqual(solution.tasks.map(({ id }) => id).sort());
    for (const task of solution.tasks) {
      const commit = landed.find((one) => one.task === task.id);
      expect(commit?.subject).toBe(`${task.commit.type}(${ISSUE}): ${task.title}`);
      expect(commit?.paths).toEqual([...new Set(task.modification_points.map(({ file }) => file))].sort());
      for (const need of task.depends_on) {
        expect(findEvent(project, 'task:landed', need)).toBeLessThan(
          findEvent(project, 'run:claimed', task.id),
        );
      }
      for (const file of commit?.paths ?? []) {
        expect(project.read(file)).toContain(`// ${stem}#${task.id}\n`);
      }
    }
    const status = await readStatus(project);
    expect(status.tasks.map((task) => task.status)).toEqual(solution.tasks.map(() => 'done'));
    expect(status.artifacts.flatMap((artifact) => artifact.diagnostics)).toEqual([]);
    const logs = await planex(project, ['logs']);
    expect(logs.stdout.split('\n').filter((line) => line.startsWith('EXEC_'))).toEqual([
      `EXEC_DONE:${ISSUE}`,
    ]);
    // A commit that was rebased was verified again, so a command can have been run more than once.
    expect(new Set(project.asked())).toEqual(new Set(solution.tasks.flatMap((task) => task.test.commands)));
    expect(readUsersWork(project)).toEqual(before);
    await expectNothingLeft(project);
  });
});

/** Place in the event log of the one event of this kind and task. */
function findEvent(project: Project, type: 'run:claimed' | 'task:landed', task: string): number {
  const places = readEventLog(project).flatMap((event, place) =>
    event.type === type && event.taskId.endsWith(`#${task}`) ? [place] : [],
  );
  expect(places).toHaveLength(1);
  return places[0] ?? -1;
}

/** Commits since `base`, oldest first. */
function readLanded(
  project: Project,
  base: string,
  stem: string,
): { task: string; subject: string; paths: string[] }[] {
  const commits = project.git('rev-list', '--reverse', `${base}..HEAD`).split('\n');
  return commits.map((commit) => {
    const format = '--format=%s%n%(trailers:key=Planex-Task,valueonly)';
    const [subject = '', id = ''] = project.git('show', '--no-patch', format, commit).split('\n');
    expect(id.startsWith(`${stem}#`)).toBe(true);
    return { task: id.slice(stem.length + 1), subject, paths: listPaths(project, commit) };
  });
}
