import type { ParsedArtifact } from './artifact.ts';
import { decodeText } from './decode-text.ts';
import type { Diagnostic } from './diagnostic.ts';
import { parsePlan } from './plan.ts';
import { parseSolution } from './solution.ts';

/**
 * Reads an artifact from its bytes: JSON by its extension, Markdown otherwise. Never throws: what is wrong with the text
 * is among the diagnostics.
 */
export function parseArtifact(path: string, bytes: Uint8Array): ParsedArtifact {
  const text = decodeText(bytes);
  if (!text.ok) return refuse(path, text.failure);
  return isJson(path) ? parseSolution(path, text.value) : parsePlan(path, text.value);
}

/** Reads a `.jsonl` file, one solution to a line; empty lines count for positions only. */
export function parseSolutionLines(path: string, bytes: Uint8Array): ParsedArtifact[] {
  const text = decodeText(bytes);
  if (!text.ok) return [refuse(path, text.failure)];
  return text.value.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const { artifact, diagnostics } = parseSolution(path, line);
    return [
      {
        artifact: { ...artifact, tasks: artifact.tasks.map((task) => moveDown(task, index)) },
        diagnostics: diagnostics.map((diagnostic) => moveDown(diagnostic, index)),
      },
    ];
  });
}

function moveDown<T extends { line?: number }>(thing: T, lines: number): T {
  return thing.line === undefined ? thing : { ...thing, line: thing.line + lines };
}

function isJson(path: string): boolean {
  return /\.jsonl?$/i.test(path);
}

/** The artifact of an unreadable text has the file's name and no tasks. */
function refuse(path: string, diagnostic: Diagnostic): ParsedArtifact {
  const empty = isJson(path) ? parseSolution(path, '{}') : parsePlan(path, '');
  return { artifact: { ...empty.artifact, tasks: [] }, diagnostics: [diagnostic] };
}
