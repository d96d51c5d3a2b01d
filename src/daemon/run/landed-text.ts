import { parseArtifact } from '../../artifacts/parse-artifact.ts';
import { writeLanded } from '../../execplan/write-landed.ts';
import { deriveTasks } from '../../tasks/derive.ts';
import { judgeLanded } from '../look/judge-landed.ts';
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
  const { artifactPath, digest, taskId, backend, report, tests } = run.data;
  const [history, record] = await Promise.all([
    ports.repository.scanHistory(),
    ports.records.artifact(artifactPath),
  ]);
  const atMs = ports.nowMs();
  const judged = tests === undefined ? undefined : `tests: ${tests.result} (${tests.summary})`;
  const { verdict = 'keep', evidence = 'It was not said why.' } = report?.prototype ?? {};
  const because = judged === undefined ? evidence : `${evidence} Judged by ${judged}.`;
  const completes = (text: string): boolean => {
    const { artifact } = parseArtifact(artifactPath, Buffer.from(text));
    const tasks = deriveTasks(artifactPath, artifact);
    return tasks.every((other) => {
      if (other.id === taskId) return true;
      const landed = judgeLanded(other, history, record.data.tasks[other.key], tasks).kind;
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
          by: `${backend} (${taskId})`,
          report,
          tests: judged,
          ...(task.prototype === true && { prototype: { verdict, because } }),
          completes: completes(text),
        })
      : undefined;
}
