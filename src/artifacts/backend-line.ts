import { findNearestName } from './nearest-name.ts';

/** One backend that a task asks for, and the model it asks of it. */
export interface AskedBackend {
  backend: string;
  model?: string;
}

/** The backend that a person most likely meant: one that is written nearly so, or `claude` by `claude-code`. */
export function guessBackend(name: string, known: readonly string[]): string | undefined {
  return findNearestName(name, known) ?? known.find((one) => name.toLowerCase().startsWith(`${one}-`));
}

/** What the name of a model may look like: it becomes an argument of a program and must not read as a flag. */
export const MODEL_NAME = /^[A-Za-z0-9][\w.:/@-]{0,99}$/;

/**
 * Reads what a task says under Backend: a name, `codex:gpt-5.4` with a model, or two of them joined by `+` whose answers
 * are wanted side by side. What cannot be read so is taken for the name of one backend, which nobody will know.
 */
export function readBackendLine(line: string): [AskedBackend, AskedBackend?] {
  const joined = line.trim().replace(/\s*\+\s*/g, '+');
  const word = joined.split(/[\s(,;]/)[0] ?? '';
  const parts = word.split('+').map(readPart);
  const [first, second] = parts;
  if (first === undefined || parts.length > 2 || parts.includes(undefined)) {
    return [{ backend: word.toLowerCase() }];
  }
  return second === undefined ? [first] : [first, second];
}

function readPart(part: string): AskedBackend | undefined {
  const [, backend, model] = /^([^:]+)(?::(.*))?$/.exec(part) ?? [];
  if (backend === undefined) return undefined;
  if (model === undefined) return { backend: backend.toLowerCase() };
  return MODEL_NAME.test(model) ? { backend: backend.toLowerCase(), model } : undefined;
}
