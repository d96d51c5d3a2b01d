import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CODEX_CASES } from './codex-cases.ts';
import { CODEX_PROGRAM, makeCodexScene } from './codex-scene.ts';
import { startModelServer } from './mock/model-server.ts';
import { recordRun } from './record-run.ts';
import { runAgent } from './run-agent.ts';

describe.skipIf(CODEX_PROGRAM === undefined)('codex', () => {
  test.each(CODEX_CASES)(
    '$name',
    async ({ name, replies, requests, call, provider, limits, outcome, files }) => {
      const server = await startModelServer(replies);
      const scene = await makeCodexScene(server.url, provider);
      const run = await runAgent(scene, call, limits && { limits });
      if (process.env['RECORD_AGENTS'] !== undefined) await recordRun(name, scene, server.url, run);
      expect(run.outcome).toMatchObject(outcome);
      if (requests !== undefined) expect(server.requests).toHaveLength(requests);
      expect(run.exit.survivors).toBe(0);
      if (files !== undefined) expect(readFiles(run.call.workspace)).toEqual(files);
    },
  );
});

function readFiles(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}
