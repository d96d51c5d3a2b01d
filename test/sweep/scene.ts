import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Work } from './artifacts.ts';
import { type ProgramEnd, type RunningProgram, startProgram } from './run-program.ts';

/** Marks every process that belongs to a scene. */
const MARK = 'SWEEP_SCENE';
const COMMAND_MS = 60_000;

/** A repository with all that belongs to it in a folder of its own: home, state, runtime and temporary folders. */
export interface Scene {
  folder: string;
  work: Work;
  /** The repository. */
  top: string;
  /** planex's records. */
  records: string;
  write(path: string, text: string): Promise<void>;
  /** Runs git as the user would; resolves however it ends. */
  tryGit(...args: string[]): Promise<ProgramEnd>;
  /** Standard output of a git command that has to succeed. */
  git(...args: string[]): Promise<string>;
  startPlanex(args: readonly string[], more?: NodeJS.ProcessEnv, onOutput?: () => void): RunningProgram;
  /** Runs planex to its end, which has to come in time. */
  planex(args: readonly string[], more?: NodeJS.ProcessEnv): Promise<ProgramEnd>;
  /** Pids and command lines of the living processes of the scene. */
  listProcesses(): Promise<Map<number, string>>;
  remove(): Promise<void>;
}

/** Makes the folders of a scene that has no repository yet. */
export async function makeScene(folder: string, bundle: string, work: Work): Promise<Scene> {
  await mkdir(join(folder, 'bin'), { recursive: true });
  for (const [name, text] of Object.entries(work.programs)) {
    await writeFile(join(folder, 'bin', name), text, { mode: 0o755 });
  }
  await mkdir(join(folder, 'tmp'), { recursive: true });
  await mkdir(join(folder, 'top'), { recursive: true });
  await writeFile(
    join(folder, 'gitconfig'),
    '[user]\n\tname = Ada Sweeper\n\temail = ada@example.test\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n',
  );
  return openScene(folder, bundle, work);
}

/** Copies a whole scene, so that each kill has one that nobody has touched. */
export async function copyScene(template: Scene, folder: string, bundle: string): Promise<Scene> {
  await cp(template.folder, folder, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  const scene = openScene(folder, bundle, template.work);
  // The copies are other files than the index knows; without this every first status would hash them.
  await scene.tryGit('update-index', '-q', '--refresh');
  return scene;
}

function openScene(folder: string, bundle: string, work: Work): Scene {
  const top = join(folder, 'top');
  const env: NodeJS.ProcessEnv = {
    PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    HOME: folder,
    TMPDIR: join(folder, 'tmp'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
    GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    NO_COLOR: '1',
    [MARK]: folder,
  };
  const tryGit: Scene['tryGit'] = (...args) => startProgram('git', args, { cwd: top, env }).ended;
  const startPlanex: Scene['startPlanex'] = (args, more = {}, onOutput = () => undefined) =>
    startProgram(process.execPath, [join(bundle, 'planex.js'), ...args], {
      cwd: top,
      env: { ...env, ...more },
      onOutput,
    });
  const listProcesses = async (): Promise<Map<number, string>> => {
    const entry = `\0${MARK}=${folder}\0`;
    const found = new Map<number, string>();
    for (const name of await readdir('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const environment = await readFile(`/proc/${name}/environ`, 'latin1').catch(() => '');
      if (!`\0${environment}`.includes(entry)) continue;
      const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
      // What has ended and waits for its parent has no command line.
      if (line !== '') found.set(Number(name), line.split('\0').join(' ').trim());
    }
    return found;
  };
  return {
    folder,
    work,
    top,
    records: join(top, '.git/planex'),
    async write(path, text) {
      await mkdir(dirname(join(top, path)), { recursive: true });
      await writeFile(join(top, path), text);
    },
    tryGit,
    async git(...args) {
      const end = await tryGit(...args);
      if (end.code === 0) return end.stdout.replace(/\n$/, '');
      throw new Error(`git ${args.join(' ')} ended with ${end.code}: ${end.stderr}`);
    },
    startPlanex,
    async planex(args, more) {
      const program = startPlanex(args, more);
      const timer = setTimeout(() => program.kill('SIGKILL'), COMMAND_MS);
      const end = await program.ended;
      clearTimeout(timer);
      return end;
    },
    listProcesses,
    async remove() {
      for (const pid of (await listProcesses()).keys()) killIfThere(pid);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
