import { describe, expect, it, onTestFinished } from 'vitest';
import { plannedAs } from '../../support/planned.ts';
import { expectNothingLeft, planex } from '../../support/planex.ts';
import { CODEX_PROGRAM, makeCodexScene } from '../codex-scene.ts';
import { makeAgentPlace } from '../daemon/agent-place.ts';
import { startModelServer } from '../mock/model-server.ts';
import { runCommand, sayText } from '../mock/openai-replies.ts';

describe.skipIf(CODEX_PROGRAM === undefined)('planex run with codex', () => {
  it('has it planned, carried out, verified and landed', async () => {
    const solution = plannedAs({
      title: 'Greet',
      files: ['greeting.txt'],
      verification: ['grep -x hello greeting.txt'],
    });
    const server = await startModelServer([
      sayText(solution),
      runCommand('echo hello > greeting.txt'),
      sayText('It greets.'),
    ]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    onTestFinished(async () => {
      await planex(repository, ['stop', '--now'], { env });
      await expectNothingLeft(repository);
    });
    const { code, stdout } = await planex(repository, ['run', '--text', 'Greet whoever comes', '--yes'], {
      env,
    });
    const [id = ''] = /ISS-\d{8}-001/.exec(stdout) ?? [];
    expect(stdout).toContain('T1: verified by $ grep -x hello greeting.txt');
    expect(stdout).toContain(`\nEXEC_DONE:${id}\n`);
    expect(stdout).toContain('tests: passed (grep -x hello greeting.txt)');
    expect(code).toBe(0);
    expect(repository.git('log', '-1', '--format=%s', '--name-only')).toBe(
      `feat(${id}): Greet\n\ngreeting.txt`,
    );
    expect(server.requests).toHaveLength(3);
    expect(server.requests[0]?.body).toContain('Greet whoever comes');
  });
});
