const HUNK = /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/;

/**
 * What a patch of git says wherever it stands in its files: without the numbers of its lines, and without the names of
 * the whole contents before and after, which differ with every other change of the same file. Those of binary files stay:
 * they are all that is told of them.
 */
export function readPatchContent(patch: string): string {
  const lines = patch.split('\n');
  return lines
    .filter((line, index) => !(line.startsWith('index ') && lines[index + 1]?.startsWith('--- ') === true))
    .map((line) => (HUNK.test(line) ? '@@' : line))
    .join('\n');
}
