import { readTrustChange } from '../compose/trust-change.ts';
import type { TrustView } from '../daemon/admission/inspect-trust.ts';
import type { Terminal } from './terminal.ts';
import { keyOfTask } from '../tasks/task-id.ts';

/** Longer changes are cut, and it is said by how much: what would run is listed whole in any case. */
const MOST_LINES = 120;
const INDENT = '    ';

/** Prints what a file would let run once it is admitted. */
export async function showTrustView(cwd: string, view: TrustView, io: Terminal): Promise<void> {
  const { path, digest, keys, tasks } = view;
  io.out(`${path} (${digest.slice(0, 19)}…)`);
  if (keys !== undefined) io.out(`  lets planex act by ${keys.join(', ')}`);
  for (const { id, title, backend, commands, verify } of tasks) {
    io.out(`  #${keyOfTask(id)} ${title} (${backend === '' ? 'no backend' : backend})`);
    for (const text of commands) showScript('command', text, io);
    for (const text of verify) showScript('verify', text, io);
  }
  if (keys === undefined && tasks.length === 0) io.out('  states no task that could run');
  const change = await readTrustChange(cwd, view);
  if (change === undefined) io.out('  it was changed since it was looked at');
  else if (change.kind === 'diff') showLines('what has changed since it was admitted last', change.lines, io);
  else if (keys !== undefined) showLines('what it says', change.lines, io);
  io.out('');
}

/** Prints which files are admitted, how and since when. */
export function showAdmitted(views: readonly TrustView[], io: Terminal): void {
  for (const { path, admitted } of views) {
    io.out(
      `${path}  ${HOW[admitted?.how ?? ''] ?? 'admitted'}${admitted?.at === undefined ? '' : ` ${admitted.at}`}`,
    );
  }
  if (views.length === 0) io.out('nothing is admitted');
}

const HOW: Readonly<Record<string, string>> = {
  local: 'written here',
  commit: 'committed here',
  trust: 'trusted',
  tick: 'written by planex',
  edit: 'written by planex',
  approve: 'approved',
};

function showScript(label: string, text: string, io: Terminal): void {
  const [first = '', ...rest] = text.trimEnd().split('\n');
  io.out(`${INDENT}${label.padEnd(8)} ${first}`);
  for (const line of rest) io.out(`${INDENT}${' '.repeat(9)}${line}`);
}

function showLines(heading: string, lines: readonly string[], io: Terminal): void {
  if (lines.length === 0) return;
  io.out(`  ${heading}:`);
  for (const line of lines.slice(0, MOST_LINES)) io.out(`${INDENT}${line}`);
  if (lines.length > MOST_LINES) io.out(`${INDENT}… and ${lines.length - MOST_LINES} more lines`);
}
