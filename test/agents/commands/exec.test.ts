import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planex, planexOk } from '../../support/planex.ts';
import { spawnPlanex } from '../../support/planex-process.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder } from '../../support/repository.ts';
import { CLAUDE_PROGRAM, makeClaudeScene } from '../claude-scene.ts';
import { CODEX_PROGRAM, makeCodexScene } from '../codex-scene.ts';
import { makeAgentPlace } from '../daemon/agent-place.ts';
import { GEMINI_PROGRAM, makeGeminiScene } from '../gemini-scene.ts';
import * as anthropic from '../mock/anthropic-replies.ts';
import * as google from '../mock/gemini-replies.ts';
import { startModelServer } from '../mock/model-server.ts';
import { refuse, runCommand, sayText } from '../mock/openai-replies.ts';
import { stayWithinDay } from '../../support/stay-within-day.ts';

const LIMITED = refuse(429, {
  message: 'You are out',
  type: 'usage_limit_reached',
  resets_at: 2_000_000_000,
});
const GEMINI_LIMITED = google.refuse(429, 'RESOURCE_EXHAUSTED', 'Please retry in 34s.', [
  google.retryAfter(34),
]);

describe.skipIf(CODEX_PROGRAM === undefined)('planex exec with codex', () => {
  it('prints the answer and nothing else, and counts the call', async () => {
    const server = await startModelServer([sayText('It is in\nlogin.ts.')]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    const result = await planex(repository, ['exec', 'Where is the login form?'], { env });
    expect(result).toEqual({ code: 0, stdout: 'It is in\nlogin.ts.\n', stderr: '' });
    expect(server.requests[0]?.body).toContain('Where is the login form?');
    expect(server.requests[0]?.body).toContain('"model":"gpt-5.3-codex"');
    expect(await planexOk(repository, 'statusline')).toMatch(/^Offload C:1k G:0 Σ:1k \| S\/F C:1\/0 /);
  });

  it('takes model and effort of the command line before the environment, and says so as JSON', async () => {
    const server = await startModelServer([sayText('Yes.')]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    const args = ['exec', 'Is it?', '--model', 'gpt-5.5', '--effort', 'low', '--timeout', '90', '--json'];
    const result = await planex(repository, args, {
      env: { ...env, CODEX_MODEL: 'gpt-5.4', CODEX_EFFORT: 'high' },
    });
    expect(server.requests[0]?.body).toContain('"model":"gpt-5.5"');
    expect(server.requests[0]?.body).toContain('"effort":"low"');
    expect(JSON.parse(result.stdout)).toEqual({
      exit: 0,
      class: 'ok',
      backend: 'codex',
      model: 'gpt-5.5',
      answer: 'Yes.',
      usage: { inputTokens: 1200, cachedInputTokens: 1000, outputTokens: 34 },
      toolUses: 0,
      conversation: expect.any(String),
      durationMs: expect.any(Number),
    });
  });

  it('works in the folder itself, also where there is no repository, in either order of its arguments', async () => {
    const server = await startModelServer([runCommand('echo hi > made.txt'), sayText('It is made.')]);
    const { env } = makeAgentPlace(await makeCodexScene(server.url));
    const folder = makeFolder();
    const result = await planex(makeFolder(), ['exec', 'Make it', folder], { env });
    expect(result).toEqual({ code: 0, stdout: 'It is made.\n', stderr: '' });
    expect(readFileSync(join(folder, 'made.txt'), 'utf8')).toBe('hi\n');
    expect(readdirSync(folder)).toEqual(['made.txt']);

    const reading = await startModelServer([runCommand('echo hi > other.txt'), sayText('I tried.')]);
    const other = makeAgentPlace(await makeCodexScene(reading.url));
    for (const words of [
      [folder, 'read-only'],
      ['read-only', folder],
    ]) {
      const tried = await planex(makeFolder(), ['exec', 'Make it', ...words], { env: other.env });
      expect(tried).toMatchObject({ code: 0, stdout: 'I tried.\n' });
    }
    expect(existsSync(join(folder, 'other.txt'))).toBe(false);
  });

  it('reads the prompt from standard input when it is told to', async () => {
    const server = await startModelServer([sayText('Yes.')]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    const result = await planex(repository, ['exec', '-'], { env, input: 'Is it?\nReally?' });
    expect(result).toMatchObject({ code: 0, stdout: 'Yes.\n' });
    expect(server.requests[0]?.body).toContain('Is it?\\nReally?');
  });

  it('does not wait for a standard input that nobody closes', async () => {
    const server = await startModelServer([sayText('Yes.')]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    expect(await spawnPlanex(repository, ['exec', 'Is it?'], env).ended()).toBe(0);
  });

  it.each([
    ['10', 'rate-limited', LIMITED],
    ['11', 'auth', refuse(401, { message: 'no such key' })],
    ['1', 'overloaded', refuse(500, { message: 'broken' })],
  ])('fails closed; with CODEX_FAIL_CLOSED=0 it exits with %s when it is %s', async (code, name, reply) => {
    const server = await startModelServer([reply]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    const closed = await planex(repository, ['exec', 'Is it?'], { env });
    expect(closed).toMatchObject({ code: 20, stdout: '' });
    expect(closed.stderr).toContain(`planex: codex (gpt-5.3-codex) failed (${name}): `);
    expect(closed.stderr).toMatch(/^ {2}do: .*--backend claude --model sonnet$/m);
    const open = await planex(repository, ['exec', 'Is it?', '--json'], {
      env: { ...env, CODEX_FAIL_CLOSED: '0', PATH: env['PATH'] ?? '' },
    });
    expect(open.code).toBe(Number(code));
    expect(JSON.parse(open.stdout)).toMatchObject({
      exit: Number(code),
      class: name,
      backend: 'codex',
      action: expect.stringContaining('claude cannot take over'),
    });
    expect(await planexOk(repository, 'statusline')).toContain(
      name === 'rate-limited' ? 'S/F C:0/0' : 'S/F C:0/2',
    );
  });

  it('is ended at its time, class timeout', async () => {
    const server = await startModelServer([{ kind: 'no-headers' }]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    const result = await planex(repository, ['exec', 'Is it?', '--timeout', '1s', '--json'], {
      env: { ...env, CODEX_FAIL_CLOSED: '0' },
    });
    expect(JSON.parse(result.stdout)).toMatchObject({ exit: 12, class: 'timeout', backend: 'codex' });
  });

  it('that is not installed exits with 20, or with 13', async () => {
    const { repository, env } = makeAgentPlace(await makeCodexScene('http://127.0.0.1:9'));
    const bare = { ...env, PATH: `${makeFolder()}:/usr/bin:/bin` };
    const closed = await planex(repository, ['exec', 'Is it?'], { env: bare });
    expect(closed).toMatchObject({ code: 20, stderr: expect.stringContaining('`codex` is not on the PATH') });
    const open = await planex(repository, ['exec', 'Is it?'], { env: { ...bare, CODEX_FAIL_CLOSED: '0' } });
    expect(open.code).toBe(13);
  });

  it('keeps the cap of the day: nothing is asked any more', async () => {
    await stayWithinDay();
    const server = await startModelServer([sayText('Yes.')]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    repository.write('.planexrc', '{ "budget": { "day": { "calls": 1 } } }');
    expect((await planex(repository, ['exec', 'Is it?'], { env })).code).toBe(0);
    const held = await planex(repository, ['exec', 'Is it?', '--json'], { env });
    expect(held.code).toBe(20);
    expect(JSON.parse(held.stdout)).toMatchObject({
      class: 'budget',
      reason: expect.stringContaining('had 1 of 1 calls'),
      action: expect.stringContaining('budget.day'),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('ends with all that it started when it is interrupted', async () => {
    const begun = join(makeFolder(), 'begun');
    const server = await startModelServer([runCommand(`touch ${begun}; tail -f ${begun}`)]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    const running = spawnPlanex(repository, ['exec', 'Make it', dirname(begun)], env);
    await waitUntil(() => existsSync(begun), 'the command of the model runs');
    // One of its two programs may have ended, and the other not begun.
    await waitUntil(() => findCommandLines(begun).length > 1, 'there is more than one process to end');
    running.signal('SIGINT');
    expect(await running.ended()).toBe(130);
    expect(findCommandLines(begun)).toEqual([]);
    expect(readdirSync(env['TMPDIR'] ?? '').filter((name) => name.startsWith('planex-'))).toEqual([]);
    expect(await planexOk(repository, 'statusline')).toContain('S/F C:0/0');
  });
});

describe.skipIf(CODEX_PROGRAM === undefined || CLAUDE_PROGRAM === undefined)(
  'with CODEX_FAIL_CLOSED=0',
  () => {
    it('the fallback of the policy answers, and it is said who', async () => {
      const codex = await startModelServer([refuse(401, { message: 'no such key' })]);
      const claude = await startModelServer([anthropic.sayText('Claude says yes.')]);
      const { repository, env } = makeAgentPlace(
        await makeCodexScene(codex.url),
        await makeClaudeScene(claude.url),
      );
      const result = await planex(repository, ['exec', 'Is it?'], {
        env: { ...env, CODEX_FAIL_CLOSED: '0' },
      });
      expect(result).toMatchObject({ code: 0, stdout: 'Claude says yes.\n' });
      expect(result.stderr).toMatch(/^planex: codex \(.*\) failed \(auth\): /m);
      expect(result.stderr).toMatch(/^ {2}claude \(.*\) was asked instead, as CODEX_FAIL_CLOSED=0 allows$/m);
      expect(claude.requests[0]?.body).toContain('sonnet');
      const closed = await planex(repository, ['exec', 'Is it?'], { env });
      expect(closed.code).toBe(20);
      expect(claude.requests).toHaveLength(1);
    });
  },
);

describe.skipIf(CODEX_PROGRAM === undefined || GEMINI_PROGRAM === undefined)(
  'planex exec with gemini',
  () => {
    it('does research', async () => {
      const gemini = await startModelServer([google.sayText('The web says ', 'yes.')]);
      const { repository, env } = makeAgentPlace(await makeGeminiScene(gemini.url));
      const args = ['exec', 'Is it?', '--work', 'research', '--model', 'gemini-2.5-flash'];
      const result = await planex(repository, args, { env });
      expect(result).toMatchObject({ code: 0, stdout: 'The web says yes.\n' });
    });

    it('falls back to codex at the first rate limit, unless that is switched off', async () => {
      const gemini = await startModelServer([GEMINI_LIMITED]);
      const codex = await startModelServer([sayText('Codex says yes.')]);
      const { repository, env } = makeAgentPlace(
        await makeGeminiScene(gemini.url),
        await makeCodexScene(codex.url),
      );
      const args = ['exec', 'Is it?', '--work', 'research', '--model', 'gemini-2.5-flash'];
      const result = await planex(repository, [...args, '--json'], { env });
      expect(result.code).toBe(0);
      expect(JSON.parse(result.stdout)).toMatchObject({
        exit: 0,
        backend: 'codex',
        model: 'gpt-5.2-codex',
        answer: 'Codex says yes.',
        insteadOf: { backend: 'gemini', class: 'rate-limited' },
      });
      const off = { ...env, GEMINI_FALLBACK_TO_CODEX_ON_FIRST_RATE_LIMIT: '0' };
      expect((await planex(repository, args, { env: off })).code).toBe(20);
      expect(codex.requests).toHaveLength(1);
    });
  },
);

/** The command lines of all processes that name this path. */
function findCommandLines(path: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readCommandLine(pid))
    .filter((line) => line.includes(path));
}

function readCommandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
