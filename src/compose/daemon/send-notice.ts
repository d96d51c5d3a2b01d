import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../config/settings.ts';
import type { Notice } from '../../daemon/notice.ts';
import { errorMessage } from '../../errors.ts';
import { scrubEnvironment } from '../../executors/environment.ts';
import { runProcess } from '../../executors/run-process.ts';

const GRACE_MS = 2_000;
const SHOWN = 200;

/** Tells whom the settings name; returns what went wrong, or undefined. */
export async function sendNotice(
  notice: Notice,
  { notify }: Pick<Settings, 'notify'>,
  home: string,
): Promise<string | undefined> {
  const { command, webhook, timeoutMs } = notify;
  const problems = await Promise.all([
    command === undefined ? undefined : runCommand(command, notice, home, timeoutMs),
    webhook === undefined ? undefined : post(webhook, notice, timeoutMs),
  ]);
  const found = problems.filter((problem) => problem !== undefined);
  return found.length === 0 ? undefined : found.join('; ');
}

async function runCommand(
  [file = '', ...args]: readonly string[],
  notice: Notice,
  home: string,
  timeoutMs: number,
): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'planex-notice-'));
  try {
    const outputFile = join(folder, 'output.log');
    const { exit } = await runProcess({
      file,
      args,
      cwd: home,
      env: scrubEnvironment(process.env),
      input: { kind: 'text', text: `${JSON.stringify(notice)}\n` },
      outputFile,
      marker: `notice-${notice.run ?? process.pid}`,
      wallClockMs: timeoutMs,
      graceMs: GRACE_MS,
    });
    const end = await exit;
    if (end.kind === 'exited' && end.code === 0) return undefined;
    const how = end.kind === 'exited' ? `exit status ${end.code}` : end.kind;
    const said = (await readFile(outputFile, 'utf8').catch(() => '')).trim().split('\n').at(-1) ?? '';
    return `${file}: ${how}${said === '' ? '' : ` (${said.slice(0, SHOWN)})`}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The address may hold a secret, so it is not repeated. */
async function post(webhook: string, notice: Notice, timeoutMs: number): Promise<string | undefined> {
  try {
    const response = await fetch(webhook, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(notice),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `the webhook answered with ${response.status}`;
  } catch (error) {
    return `the webhook could not be reached: ${errorMessage(error)}`;
  }
}
