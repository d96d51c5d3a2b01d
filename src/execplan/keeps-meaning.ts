import { parsePlan } from '../artifacts/plan.ts';

/** Whether a plan that was written into still states the same tasks, word for word, and nothing new is wrong with it. */
export function keepsMeaning(before: string, after: string): boolean {
  return readMeaning(before) === readMeaning(after);
}

function readMeaning(text: string): string {
  const { artifact, diagnostics } = parsePlan('plan.md', text);
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return JSON.stringify([errors, artifact.title, artifact.tasks.map(({ key, digest }) => [key, digest])]);
}
