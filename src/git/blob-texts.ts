import { runGit, GitError } from './git.ts';

/** Reads whole objects with one git process, each as a text in which a character is a byte. Throws when one is missing. */
export async function readBlobTexts(cwd: string, oids: ReadonlySet<string>): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (oids.size === 0) return texts;
  const args = ['cat-file', '--batch'];
  const output = await runGit(cwd, args, { input: `${[...oids].join('\n')}\n`, encoding: 'latin1' });
  if (output.code !== 0) throw new GitError(args, output);
  let at = 0;
  for (const oid of oids) {
    const headEnd = output.stdout.indexOf('\n', at);
    const [, kind, size] = output.stdout.slice(at, headEnd).split(' ');
    if (kind !== 'blob') throw new GitError(args, { ...output, stderr: `${oid} cannot be read` });
    at = headEnd + 1 + Number(size);
    texts.set(oid, output.stdout.slice(headEnd + 1, at));
    at += 1;
  }
  return texts;
}
