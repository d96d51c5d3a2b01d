import type { Script } from '../artifacts/artifact.ts';
import { parseArtifact } from '../artifacts/parse-artifact.ts';

/**
 * The commands and checks of a plan that nobody approves before it runs which are not in it before: those of a plan with a
 * Status wait for an approval anyway.
 */
export function findNewCommands(path: string, before: Uint8Array, after: Uint8Array): string[] {
  const { artifact } = parseArtifact(path, after);
  if (artifact.status !== 'none') return [];
  const known = new Set(listScripts(path, before).map(nameScript));
  return listScripts(path, after)
    .filter((script) => !known.has(nameScript(script)))
    .map(({ text }) => text);
}

function listScripts(path: string, bytes: Uint8Array): Script[] {
  return parseArtifact(path, bytes).artifact.tasks.flatMap(({ commands, verify }) => [
    ...commands,
    ...verify,
  ]);
}

function nameScript({ shell, text }: Script): string {
  return JSON.stringify([shell ?? '', text]);
}
