import type { ReasonCode } from './reason.ts';

/** The word for a failure in a report line. One that has no code of its own is the backend's: `codex_failed`, `shell_failed`. */
export function reportReason(code: ReasonCode, backend: string): string {
  return code === 'internal' || code === 'approval' ? `${snakeCase(backend)}_failed` : snakeCase(code);
}

function snakeCase(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
}
