import { parseArtifact } from '../../artifacts/parse-artifact.ts';
import { writeLanded } from '../../execplan/write-landed.ts';
import { deriveTasks } from '../../tasks/derive.ts';
import { taskId } from '../../tasks/task-id.ts';
import type { Task } from '../../tasks/task.ts';
import { createLandingJudge } from '../look/judge-landed.ts';
import type { ArtifactFile } from '../ports.ts';
import type { HistoryView } from '../repository.ts';
import type { RunJob } from './run-job.ts';

/** Says what an artifact's text becomes once the work of this run has landed; undefined where nothing of it changes. */
export type LandedText = (text: string) => string | undefined;

/** Whether an artifact has a place to tell of a landing in: solutions have none. */
export function canTellLanding(artifactPath: string): boolean {
  return artifactPath.toLowerCase().endsWith('.md');
}

/** How the artifact of a run tells of its landing, by what has landed up to now. */
export async function tellLanding(job: RunJob): Promise<LandedText> {
  const { ports, run, task } = job;
  const { artifactPath, digest, backend, report, tests } = run.data;
  const [history, record, files] = await Promise.all([
    ports.repository.scanHistory(),
    ports.records.artifact(artifactPath),
    ports.artifacts(),
  ]);
  const atMs = ports.nowMs();
  const judged = tests === undefined ? undefined : `tests: ${tests.result} (${tests.summary})`;
  const { verdict = 'keep', evidence = 'It was not said why.' } = report?.prototype ?? {};
  const because = judged === undefined ? evidence : `${evidence} Judged by ${judged}.`;
  const completes = (text: string): boolean => {
    const { artifact } = parseArtifact(artifactPath, Buffer.from(text));
    const tasks = deriveTasks(artifactPath, artifact);
    const present = [...tasks, ...listOriginals(tasks, history, files)];
    const records = new Map([[artifactPath, record.data]]);
    const landings = createLandingJudge({ history, present, records });
    return tasks.every((other) => {
      if (other.id === task.id) return true;
      const landed = landings.judge(other).kind;
      const isTicked = other.boxes.length > 0 && other.boxes.every(({ checked }) => checked);
      return landed === 'landed' || (landed === 'never' && isTicked);
    });
  };
  return (text) =>
    canTellLanding(artifactPath)
      ? writeLanded(text, {
          key: task.key,
          digest,
          atMs,
          by: `${backend} (${task.id})`,
          report,
          tests: judged,
          ...(task.prototype === true && { prototype: { verdict, because } }),
          completes: completes(text),
        })
      : undefined;
}

/** The tasks of other artifacts that these may be copies of: they have landed with the same meaning. */
function listOriginals(tasks: readonly Task[], history: HistoryView, files: readonly ArtifactFile[]): Task[] {
  const landed = new Set(
    tasks
      .flatMap(({ digest, content = digest }) => [digest, content])
      .flatMap((digest) => history.findByDigest(digest).map((one) => one.taskId)),
  );
  const own = new Set(tasks.map(({ artifactPath }) => artifactPath));
  return files
    .filter(({ path }) => !own.has(path) && [...landed].some((id) => id.startsWith(taskId(path, ''))))
    .flatMap(({ path, bytes }) => deriveTasks(path, parseArtifact(path, bytes).artifact));
}
