import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ask } from './programs.ts';
import type { BenchContext } from './row.ts';

/** A repository to measure in. */
export interface BenchRepository {
  path: string;
  git(...args: string[]): string;
  write(path: string, text: string): void;
}

/**
 * Makes a repository with this many tracked files in folders of a hundred, all in one commit. Its objects are packed, as in
 * any clone and as `gc.auto` leaves them once there are 6,700; unless they shall lie about one by one.
 */
export function makeBenchRepository(
  { folder, env }: BenchContext,
  name: string,
  files: number,
  objects: 'packed' | 'loose' = 'packed',
): BenchRepository {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  const git = (...args: string[]): string => ask('git', args, { cwd: path, env });
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  git('init', '--quiet');
  // Said here as well, for those who do not read the configuration of the environment.
  git('config', 'user.name', 'Ada Example');
  git('config', 'user.email', 'ada@example.test');
  for (let number = 0; number < files; number += 1) {
    write(`src/${Math.floor(number / 100)}/file-${number}.txt`, `file ${number}\n`);
  }
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '-m', 'the files');
  if (objects === 'packed') git('repack', '-a', '-d', '--quiet');
  return { path, git, write };
}

/** A plan with one task that writes a file of its own. */
export function planFor(
  name: string,
  commands: readonly string[] = [`echo ${name} > out/${name}.txt`],
): string {
  const lines = commands.map((command) => `- \`${command}\``).join('\n');
  return `# ${name}

### Task 1: Write ${name}

**Backend:** shell
**Files:**
- Create: \`out/${name}.txt\`

**Commands:**
- \`mkdir -p out\`
${lines}

- [ ] out/${name}.txt
`;
}
