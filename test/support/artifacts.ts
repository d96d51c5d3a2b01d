import { expect } from 'vitest';
import type { ArtifactTask, ParsedArtifact } from '../../src/artifacts/artifact.ts';
import { parseArtifact } from '../../src/artifacts/parse-artifact.ts';

/** Parses a plan from text, as if it were `docs/plans/2026-11-20-tea.md`. */
export function parsePlanText(text: string, path = 'docs/plans/2026-11-20-tea.md'): ParsedArtifact {
  return parseArtifact(path, Buffer.from(text));
}

/** Parses a solution from a JSON value or from text, as if it were `docs/issues/ISS-7.json`. */
export function parseSolutionValue(value: unknown, path = 'docs/issues/ISS-7.json'): ParsedArtifact {
  return parseArtifact(path, Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
}

/** The only task of an artifact. */
export function onlyTask({ artifact }: ParsedArtifact): ArtifactTask {
  expect(artifact.tasks).toHaveLength(1);
  const [task] = artifact.tasks;
  if (task === undefined) throw new Error('there is no task');
  return task;
}

/** The rules of the diagnostics of one severity, in order. */
export function rulesOf({ diagnostics }: ParsedArtifact, severity: string): string[] {
  return diagnostics.filter((diagnostic) => diagnostic.severity === severity).map(({ rule }) => rule);
}
