import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CODEX_PROGRAM, makeCodexScene } from './codex-scene.ts';
import { startModelServer } from './mock/model-server.ts';
import { runCommand, sayText } from './mock/openai-replies.ts';
import { runAgent } from './run-agent.ts';

describe.skipIf(CODEX_PROGRAM === undefined)('what a command of Codex can reach', () => {
  test('the key by which the CLI signs in is not among it', async () => {
    const server = await startModelServer([runCommand('env > environment'), sayText('Done.')]);
    const scene = await makeCodexScene(server.url);
    scene.env['OPENAI_API_KEY'] = 'dummy-openai';
    const { call } = await runAgent(scene);
    const environment = readFileSync(join(call.workspace, 'environment'), 'utf8');
    expect(environment).toContain('PATH=');
    expect(environment).not.toMatch(/dummy|API_KEY/);
  });

  test('temporary files have a folder of the run, and the one that all share is left alone', async () => {
    const shared = join(tmpdir(), 'planex-codex-was-here');
    const server = await startModelServer([
      runCommand(`mktemp; touch ${shared}; mkdir -p "$TMPDIR/kept" && echo "$TMPDIR" > where`),
      sayText('Done.'),
    ]);
    const before = listLitter();
    const { call } = await runAgent(await makeCodexScene(server.url));
    const folder = readFileSync(join(call.workspace, 'where'), 'utf8').trim();
    expect(folder).toBe(join(call.runFolder, 'tmp'));
    expect(readdirSync(folder).some((name) => name.startsWith('tmp.'))).toBe(true);
    expect(existsSync(shared)).toBe(false);
    expect(listLitter()).toEqual(before);
  });
});

/** Empty folders that Codex leaves wherever its commands may write. */
function listLitter(): string[] {
  return ['.git', '.agents', '.codex', '.aws'].filter((name) => existsSync(join(tmpdir(), name)));
}

describe.skipIf(CODEX_PROGRAM === undefined)('a prompt for Codex', () => {
  test.each([
    ['that begins like an option', '--version\nis what I want to know.'],
    ['that is no word but a dash', '-'],
    ['of 200 KB', `${'é'.repeat(100_000)} is the end.`],
  ])('%s arrives as it is', async (_, prompt) => {
    const server = await startModelServer([sayText('Done.')]);
    const { outcome } = await runAgent(await makeCodexScene(server.url), { prompt });
    expect(outcome.kind).toBe('answered');
    expect(server.requests[0]?.body).toContain(JSON.stringify(prompt).slice(1, -1));
  });
});

test.skipIf(CODEX_PROGRAM === undefined)(
  'a service that is not there is waited for only so long',
  async () => {
    const scene = await makeCodexScene('http://127.0.0.1:9');
    const { outcome } = await runAgent(scene, {}, { limits: { wallClockMs: 15_000 } });
    expect(outcome).toMatchObject({ kind: 'failed', failure: 'overloaded' });
  },
);
