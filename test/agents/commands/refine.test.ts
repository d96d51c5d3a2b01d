import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../src/refine/manifest.ts';
import { planex } from '../../support/planex.ts';
import { APPROVES, finds } from '../../support/scripted-codex.ts';
import { CODEX_PROGRAM, makeCodexScene } from '../codex-scene.ts';
import { makeAgentPlace } from '../daemon/agent-place.ts';
import { startModelServer } from '../mock/model-server.ts';
import { refuse, runCommand, sayText } from '../mock/openai-replies.ts';

const PLAN = 'docs/plans/2026-11-20-greeting.md';
const TEXT = '# Greeting\n\nStatus: DRAFT\n\nSay hello.\n\n**load-bearing**: `KEEP`\n';
const found = sayText(finds({ title: 'Says hello to nobody' }).says);

/** How often reviewer and implementer used a tool, by rounds. */
function readToolUses(home: string): (number | undefined)[] {
  const runs = join(home, 'docs/plans/.refine-plan-against-codex');
  const name = readdirSync(runs).find((one) => one.startsWith('greeting')) ?? '';
  const manifest = parseManifest(readFileSync(join(runs, name, 'manifest.json'), 'utf8'));
  return (manifest?.rounds ?? []).flatMap((round) => [round.codex_tool_uses, round.implementer_tool_uses]);
}

// Every end by itself is in test/e2e/refine; this is what the real program makes of three of them.
describe.skipIf(CODEX_PROGRAM === undefined)('planex refine with codex', () => {
  it.each([
    [
      'completed_clean',
      [
        found,
        runCommand(`sed -i 's/hello/hello to all/' ${PLAN}; echo stray > stray.txt`),
        sayText('Mended.'),
        // It only reads.
        runCommand(`echo more >> ${PLAN}`),
        sayText(APPROVES.says),
      ],
      TEXT.replace('hello', 'hello to all'),
    ],
    ['aborted_drift', [found, runCommand(`sed -i 's/KEEP/GONE/' ${PLAN}`), sayText('Mended.')], TEXT],
    [
      'aborted_codex_error',
      [
        refuse(401, {
          message: 'Incorrect API key provided',
          type: 'invalid_request_error',
          code: 'invalid_api_key',
        }),
      ],
      TEXT,
    ],
  ])('ends with %s', async (status, replies, text) => {
    const server = await startModelServer(replies);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    repository.write(PLAN, TEXT);
    const before = repository.git('rev-parse', 'HEAD');
    const result = await planex(repository, ['refine', PLAN], { env });
    expect(result.stdout).toContain(`═══ ${status} ═══`);
    expect(repository.read(PLAN)).toBe(text);
    const isClean = status === 'completed_clean';
    expect(result.code).toBe(isClean ? 0 : 1);
    expect(repository.git('log', '--format=%s', `${before}..`)).toBe(
      isClean ? 'docs(plans): refine greeting against codex (round 1)' : '',
    );
    expect(server.requests[0]?.body).toContain('Say hello.');
    if (!isClean) return;
    const [asked, mended, refused, last] = readToolUses(repository.path);
    expect([asked, mended, last]).toEqual([0, 1, undefined]);
    // Of a command that its sandbox refuses it mostly tells nothing, on a busy machine sometimes that it began.
    expect([0, 1]).toContain(refused);
  });
});
