import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIST_CODEX_MODELS, readCodexModels } from '../../executors/agents/codex-models.ts';
import { scrubEnvironment } from '../../executors/environment.ts';
import { runProcess } from '../../executors/run-process.ts';
import { findProgram } from '../../find-program.ts';

const LONGEST_MS = 10_000;
const GRACE_MS = 1_000;

/** The models that installed backends know, for those that can tell. Only Codex can, without an account or a server. */
export async function listKnownModels(): Promise<ReadonlyMap<string, readonly string[]>> {
  const env = scrubEnvironment(process.env);
  const program = findProgram('codex', env);
  const models = program === undefined ? undefined : await listCodexModels(program, env);
  return new Map(models === undefined ? [] : [['codex', models]]);
}

async function listCodexModels(
  program: string,
  env: Record<string, string>,
): Promise<readonly string[] | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'planex-models-'));
  try {
    const outputFile = join(folder, 'output');
    const { exit } = await runProcess({
      file: program,
      args: LIST_CODEX_MODELS,
      cwd: folder,
      env,
      input: { kind: 'none' },
      outputFile,
      errorFile: join(folder, 'errors'),
      marker: `models-${process.pid}`,
      wallClockMs: LONGEST_MS,
      graceMs: GRACE_MS,
    });
    const ended = await exit;
    if (ended.kind !== 'exited' || ended.code !== 0) return undefined;
    return readCodexModels(await readFile(outputFile, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
