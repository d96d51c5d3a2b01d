import type { Finding } from '../tasks/findings.ts';

/** How much of their words two titles, or two whole findings, must share. */
const ALIKE = 0.5;
/** Where something stands moves with every edit: `line 12`, `lines 3-9`, `plan.md:12`, `L12`. */
const PLACES = /\blines?\s+\d+(?:\s*[-–]\s*\d+)?|\bL\d+\b|:\d+(?:-\d+)?/gi;

/**
 * True when two findings say the same of the same thing, wherever it stands by now and however it is worded. Names and
 * numbers in the titles tell findings apart that else use the same words: "Task 3 has no test", "Task 4 has no test".
 */
export function isSameFinding(a: Finding, b: Finding): boolean {
  const [titleA, titleB] = [listWords(a.title), listWords(b.title)];
  if (!areEqual(listNumbers(titleA), listNumbers(titleB))) return false;
  if (areEqual(titleA, titleB)) return true;
  if (measureLikeness(titleA, titleB) < ALIKE) return false;
  return measureLikeness(listWords(`${a.title} ${a.body}`), listWords(`${b.title} ${b.body}`)) >= ALIKE;
}

function listWords(text: string): Set<string> {
  return new Set(
    text
      .replace(PLACES, ' ')
      .toLowerCase()
      .match(/[\p{L}\p{N}_]+/gu) ?? [],
  );
}

function listNumbers(words: ReadonlySet<string>): Set<string> {
  return new Set([...words].filter((word) => /\d/.test(word)));
}

function areEqual(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((word) => b.has(word));
}

function measureLikeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - shared;
  return all === 0 ? 1 : shared / all;
}
