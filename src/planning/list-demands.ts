import type { ArtifactTask } from '../artifacts/artifact.ts';

/**
 * What a solution would have planex run or call besides the agent of the policy, one a line. A model wrote it, so a person
 * has to agree: commands run outside of any sandbox.
 */
export function listDemands(tasks: readonly ArtifactTask[]): string[] {
  return tasks.flatMap(({ key, backend, commands, verify }) => [
    ...(backend === undefined ? [] : [`${key}: backend ${backend}`]),
    ...commands.map(({ text }) => `${key}: $ ${text}`),
    ...verify.map(({ text }) => `${key}: verified by $ ${text}`),
  ]);
}
