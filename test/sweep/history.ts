import type { Work } from './artifacts.ts';
import type { Scene } from './scene.ts';
import { STAGED, USER_SUBJECT } from './user.ts';
import type { Violation } from './violation.ts';

const TRAILER = /^Planex-Task: (.*)$/gm;
const REFINED = /^docs\(plans\): refine .* \(round 1\)$/;

interface Commit {
  id: string;
  subject: string;
  /** Values of its Planex-Task trailers. */
  tasks: string[];
  paths: string[];
}

/** What is wrong with the commits since the first: each is the user's one commit, or the only one of a task or of a refinement. */
export async function judgeHistory(scene: Scene): Promise<Violation[]> {
  const commits = await readCommits(scene);
  const violations = commits.flatMap((commit) => judgeCommit(commit, scene.work));
  const { pathsOfTasks, refinedPlan } = scene.work;
  const counts = Object.keys(pathsOfTasks).map((id) => {
    return { id, count: commits.filter(({ tasks }) => tasks.includes(id)).length };
  });
  if (refinedPlan !== undefined) {
    counts.push({ id: refinedPlan, count: commits.filter(({ subject }) => REFINED.test(subject)).length });
  }
  for (const { id, count } of counts) {
    if (count === 0) violations.push({ rule: 'not-landed', detail: id });
    if (count > 1) violations.push({ rule: 'landed-twice', detail: `${id}: ${count} commits` });
  }
  return violations;
}

function judgeCommit({ id, subject, tasks, paths }: Commit, work: Work): Violation[] {
  const name = `${id.slice(0, 10)} (${subject})`;
  const [task] = tasks;
  if (subject === USER_SUBJECT) {
    const swept = paths.filter((path) => !STAGED.includes(path));
    const missing = STAGED.filter((path) => !paths.includes(path));
    return [
      ...swept.map((path): Violation => ({ rule: 'revert-or-sweep', detail: `the user's ${name}: ${path}` })),
      ...missing.map(
        (path): Violation => ({ rule: 'lost', detail: `the user's ${name} is without ${path}` }),
      ),
    ];
  }
  const isRefined = work.refinedPlan !== undefined && tasks.length === 0 && REFINED.test(subject);
  const allowed = isRefined
    ? [work.refinedPlan]
    : tasks.length === 1
      ? work.pathsOfTasks[task ?? '']
      : undefined;
  if (allowed === undefined) return [{ rule: 'foreign-commit', detail: name }];
  return paths
    .filter((path) => !allowed.includes(path))
    .map((path) => ({ rule: 'foreign-path', detail: `${name}: ${path}` }));
}

async function readCommits(scene: Scene): Promise<Commit[]> {
  const root = await scene.git('rev-list', '--max-parents=0', 'HEAD');
  const format = '--format=%x1e%H%x1f%s%x1f%B%x1f';
  const listing = await scene.git('log', '--reverse', '--no-renames', '--name-only', format, `${root}..HEAD`);
  return listing
    .split('\x1e')
    .slice(1)
    .map((record) => {
      const [id = '', subject = '', message = '', paths = ''] = record.split('\x1f');
      const tasks = [...message.matchAll(TRAILER)].map(([, task = '']) => task);
      return { id, subject, tasks, paths: paths.split('\n').filter(Boolean) };
    });
}
