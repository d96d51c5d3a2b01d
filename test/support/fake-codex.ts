import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { makeFolder } from './repository.ts';

const RECORDINGS = join(import.meta.dirname, '../fixtures/agents/codex');

/** What the program does when it is called for work, besides what it prints. */
export interface FakeCodex {
  /** Version that it tells; one that lacks what planex needs when `old` is true. */
  old?: boolean;
  /** Name of the recorded run of the real CLI whose output it prints. */
  recording?: string;
  /** Shell commands before that, in its workspace. */
  first?: string;
  /** Shell commands instead of telling its version. */
  asked?: string;
  /** Names of the models that it lists; without them it lists none. */
  models?: readonly string[];
}

/** Puts a `codex` on a PATH of its own that prints what the real one once did; no account is needed. */
export function useFakeCodex({ old, recording = 'answer', first = '', asked, models }: FakeCodex = {}): {
  PATH: string;
} {
  const folder = makeFolder('planex-fake-codex-');
  const flags = old === true ? ['--text'] : ['--json', '--skip-git-repo-check', '-s, --sandbox <MODE>'];
  const run = join(RECORDINGS, recording);
  const script = `#!/bin/sh
case "$1 $2" in
  '--version ') ${asked ?? `echo 'codex-cli ${old === true ? '0.1.0' : '0.169.0'}'`} ;;
  'exec --help') printf '%s\\n' '  -C, --cd <DIR>' ${flags.map((flag) => `'      ${flag}'`).join(' ')} ;;
  'debug models') ${models === undefined ? 'exit 2' : listModels(models)} ;;
  'exec '*)
    ${first || ':'}
    cat '${run}/stdout'
    cat '${run}/stderr' >&2
    exit "$(sed -n 's/.*"code": *\\([0-9]*\\).*/\\1/p' '${run}/exit.json')" ;;
  *) exit 2 ;;
esac
`;
  writeFileSync(join(folder, 'codex'), script, { mode: 0o755 });
  return { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
}

/** It warns on standard error first, as the real one may. */
function listModels(models: readonly string[]): string {
  const catalogue = { models: models.map((slug) => ({ slug, visibility: 'list' })) };
  return `echo 'a warning' >&2; echo '${JSON.stringify(catalogue)}'`;
}
