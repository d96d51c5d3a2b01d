import type { Script } from '../artifacts/artifact.ts';

/**
 * A fenced block around any text: its fence is longer than every run of backticks inside, so the text cannot end it. A NUL
 * byte, with which no program can be started, is shown as what cannot be read.
 */
export function fence(raw: string, info: string): string {
  const text = raw.replaceAll('\0', '\uFFFD');
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}${info}\n${text.replace(/\n+$/, '')}\n${ticks}`;
}

/** The fenced block of a command, marked with its shell. */
export function fenceScript(script: Script): string {
  return fence(script.text, script.shell ?? 'sh');
}

/** One line of code inside a sentence, whatever backticks it holds. */
export function quoteInline(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const ticks = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
