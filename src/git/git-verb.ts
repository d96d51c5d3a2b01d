import { basename } from 'node:path';

/** Which of git's commands a process runs, by its arguments; undefined when it is not git. */
export function readGitVerb([program, ...words]: readonly string[]): string | undefined {
  if (program === undefined || basename(program) !== 'git') return undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '-c' || word === '-C') at += 1;
    else if (!word.startsWith('-')) return word;
  }
  return undefined;
}
