import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCodexRecord } from '../../src/executors/agents/codex-transcript.ts';
import { findTranscript } from '../../src/executors/agents/find-transcript.ts';
import type { AgentScene, SceneRun } from './run-agent.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/agents');

/** Keeps what the CLI printed in a call, for the tests that run without it. Names of temporary places are made the same for all. */
export async function recordRun(name: string, scene: AgentScene, url: string, run: SceneRun): Promise<void> {
  const folder = join(FIXTURES, scene.adapter.name, name);
  const places: [string, string][] = [
    [run.call.workspace, '/workspace'],
    [run.call.runFolder, '/run'],
    [scene.home, '/home/ada'],
    [url, 'http://127.0.0.1:8080'],
  ];
  const hide = (text: string): string =>
    places.reduce((hidden, [place, word]) => hidden.replaceAll(place, word), text);
  mkdirSync(folder, { recursive: true });
  const keep = (file: string, text: string): void => writeFileSync(join(folder, file), hide(text));
  keep('stdout', run.stdout);
  keep('stderr', run.stderr);
  keep('exit.json', `${JSON.stringify(run.exit, undefined, 2)}\n`);
  const transcript = await readTranscript(scene, run);
  if (transcript !== undefined) keep('transcript', transcript);
}

/** Only what the adapter looks at: the rest holds the CLI's own instructions to the model. */
async function readTranscript({ adapter, env }: AgentScene, run: SceneRun): Promise<string | undefined> {
  const { conversation } = run.outcome;
  const place = conversation && adapter.locateTranscript?.(conversation.id, env);
  const path = place && (await findTranscript(place));
  if (path === undefined) return undefined;
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => readCodexRecord(line).length > 0).join('\n');
}
