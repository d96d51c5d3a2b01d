import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planex, planexOk } from '../../support/planex.ts';
import { makeFolder } from '../../support/repository.ts';
import { CODEX_PROGRAM, makeCodexScene } from '../codex-scene.ts';
import { makeAgentPlace } from '../daemon/agent-place.ts';
import { GEMINI_PROGRAM, makeGeminiScene } from '../gemini-scene.ts';
import * as google from '../mock/gemini-replies.ts';
import { type Reply, startModelServer } from '../mock/model-server.ts';
import { refuse, runCommand, sayText } from '../mock/openai-replies.ts';
import { stayWithinDay } from '../../support/stay-within-day.ts';

const GEMINI_LIMITED = google.refuse(429, 'RESOURCE_EXHAUSTED', 'Please retry in 34s.', [
  google.retryAfter(34),
]);

/** Both CLIs, each with a server of its own that gives these replies. */
async function makePair(codexReplies: Reply[], geminiReplies: Reply[]) {
  const codex = await startModelServer(codexReplies);
  const gemini = await startModelServer(geminiReplies);
  const place = makeAgentPlace(await makeGeminiScene(gemini.url), await makeCodexScene(codex.url));
  return { codex, gemini, ...place };
}

describe.skipIf(CODEX_PROGRAM === undefined || GEMINI_PROGRAM === undefined)('codex and gemini', () => {
  it('answer different prompts at once, and codex alone may write', async () => {
    const folder = makeFolder();
    const { codex, gemini, env, repository } = await makePair(
      [runCommand('echo hi > made.txt'), sayText('Codex says yes.')],
      [google.sayText('Gemini says no.')],
    );
    const args = ['parallel', '--codex-prompt', 'Ask C', '--gemini-prompt', 'Ask G', '--workdir', folder];
    const result = await planex(repository, [...args, '--codex-sandbox', 'workspace-write'], { env });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toMatch(/^0 +codex \(gpt-5.3-codex\): answered\n0 +gemini \(.+\): answered\n/);
    expect(result.stdout).toMatch(
      /\n## codex \(gpt-5.3-codex\)\n\nCodex says yes.\n\n## gemini \(.+\)\n\nGemini says no.\n$/,
    );
    expect(codex.requests[0]?.body).toContain('Ask C');
    expect(gemini.requests.some(({ body }) => body.includes('Ask G'))).toBe(true);
    expect(readFileSync(join(folder, 'made.txt'), 'utf8')).toBe('hi\n');
  });

  it('both opinions can be those of codex, and then it is said', async () => {
    const { repository, env } = await makePair([sayText('Codex says yes.')], [GEMINI_LIMITED]);
    // Left to choose a model by itself, the Gemini CLI tries others for minutes.
    const also = { backend: 'gemini', model: 'gemini-2.5-flash' };
    repository.write('.planexrc', JSON.stringify({ routing: { rows: [{ work: 'options', also }] } }));
    const result = await planex(repository, ['parallel', 'Is it?'], { env });
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(
      /^0 +codex \(gpt-5.3-codex\): answered\n0 +codex \(gpt-5.2-codex\) instead of gemini \(gemini-2.5-flash\): answered\n/,
    );
    expect(result.stdout).toMatch(/^## codex \(gpt-5.2-codex\) instead of gemini/m);
    expect(result.stdout).toMatch(/\n## errors\n\ngemini.* failed \(rate-limited\): /);
    expect(await planexOk(repository, 'statusline')).toContain('S/F C:2/0 G:0/0');
  });

  it('fails closed when one of them fails, and shows what the other says', async () => {
    const { repository, env } = await makePair(
      [refuse(401, { message: 'no such key' })],
      [google.sayText('Gemini says no.')],
    );
    const closed = await planex(repository, ['parallel', 'Is it?', '--json'], { env });
    expect(closed.code).toBe(20);
    expect(JSON.parse(closed.stdout)).toMatchObject({
      exit: 20,
      replies: [
        { exit: 20, class: 'auth', backend: 'codex', answer: '' },
        { exit: 0, class: 'ok', backend: 'gemini', answer: 'Gemini says no.' },
      ],
    });
  });
});

describe.skipIf(CODEX_PROGRAM === undefined)('two models of codex', () => {
  it('answer side by side, as named or as the preset names them', async () => {
    const server = await startModelServer([sayText('Yes.')]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    const named = await planex(repository, ['parallel', 'Is it?', '--models', 'gpt-5.5,gpt-6-sol'], { env });
    expect(named.stdout).toMatch(/^0 +codex \(gpt-5.5\): answered\n0 +codex \(gpt-6-sol\): answered\n/);
    repository.write('.planexrc', '{ "backend": "shell", "routing": { "preset": "codex-dual" } }');
    const preset = await planex(repository, ['parallel', 'Is it?'], { env });
    expect(preset.stdout).toMatch(/^0 +codex \(gpt-5.3-codex\): answered\n0 +codex \(gpt-5.4\): answered\n/);
    const models = server.requests.map(({ body }) => /"model":"([^"]+)"/.exec(body)?.[1]);
    expect(new Set(models)).toEqual(new Set(['gpt-5.3-codex', 'gpt-5.4', 'gpt-5.5', 'gpt-6-sol']));
    const writing = await planex(repository, ['parallel', 'Is it?', '.', 'workspace-write'], { env });
    expect(writing).toMatchObject({ code: 2, stderr: expect.stringContaining('may only read') });
  });

  it('are both asked or neither, where a cap leaves room for one', async () => {
    await stayWithinDay();
    const server = await startModelServer([sayText('Yes.')]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    repository.write('.planexrc', '{ "budget": { "day": { "calls": 1 } } }');
    const held = await planex(repository, ['parallel', 'Is it?', '--models', 'one,other'], { env });
    expect(held.code).toBe(20);
    expect(held.stdout).toContain('had 0 of 1 calls, which leaves no room for 2 at once');
    expect(server.requests).toEqual([]);
  });
});
