import { cpus, release, totalmem } from 'node:os';
import { ask } from './programs.ts';

/** What the numbers were measured on, in a line: no name of a machine. */
export function describeMachine(): string {
  const [first] = cpus();
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GB`;
  const git = ask('git', ['--version'], { cwd: '/', env: process.env }).replace('git version', 'git');
  return `${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), ${memory}, ${process.platform} ${release()}, Node ${process.versions.node}, ${git}`;
}
