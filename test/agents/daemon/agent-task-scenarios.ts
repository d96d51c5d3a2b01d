import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PATIENCE_MS } from '../../support/patience.ts';
import { writePlan } from '../../support/plan.ts';
import {
  killDaemon,
  planex,
  planexOk,
  recordsFolder,
  startDaemon,
  taskOf,
  waitForStatus,
} from '../../support/planex.ts';
import { spawnPlanex } from '../../support/planex-process.ts';
import { waitUntil } from '../../support/program.ts';
import type { TestRepository } from '../../support/repository.ts';
import { type Answer, startModelServer } from '../mock/model-server.ts';
import type { AgentKit } from './agent-kit.ts';
import { isWrittenDown } from '../is-written-down.ts';
import { readToldCost } from '../read-told-cost.ts';
import { type AgentPlace, makeAgentPlace } from './agent-place.ts';
import { findText } from './find-text.ts';
import { explain, readAnswer, readWorkspace } from './read-run.ts';

/** A task that is done when its file says hi. */
function makes(kit: AgentKit, file: string): Parameters<typeof writePlan>[2][number] {
  return { title: `Make ${file}`, files: [file], backend: kit.backend, verify: [`grep -x hi ${file}`] };
}

/** What has to hold of a task in the hands of each of the real CLIs. */
export function describeAgentTask(kit: AgentKit): void {
  const name = kit.backend.split(':')[0] ?? '';
  const serve = async (answers: readonly Answer[]): Promise<AgentPlace & { asked: () => string[] }> => {
    const server = await startModelServer(answers);
    const place = makeAgentPlace(await kit.makeScene(server.url));
    return { ...place, asked: () => server.requests.map(({ body }) => body) };
  };

  describe.skipIf(kit.program === undefined)(`a task for ${name}`, () => {
    it('is done, verified and landed; what it took is known, and the key is nowhere', async () => {
      const { repository, env } = await serve([
        kit.runs('echo hi > made.txt; env | grep key-of-'),
        kit.says('It is made.'),
      ]);
      writePlan(repository, 'made', [makes(kit, 'made.txt')]);
      await startDaemon(repository, { env });
      await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'done', PATIENCE_MS);
      expect(repository.git('show', 'HEAD:made.txt')).toBe('hi');
      const { inputTokens = 0, outputTokens = 0 } = kit.usageOf(2);
      const { spent, runFolder = '' } = await explain(repository, 'made#1');
      expect(spent).toMatchObject({ calls: 1, tokens: inputTokens + outputTokens });
      // Claude Code alone says what it cost: of the others that is unknown, and not nothing.
      expect('costUsd' in (spent ?? {})).toBe(name === 'claude');
      if (name === 'claude') {
        const told = readToldCost(readFileSync(join(runFolder, 'output.log'), 'utf8'));
        expect(spent?.costUsd).toBeCloseTo(told, 10);
      }
      expect(findText(recordsFolder(repository), 'It is made.')).not.toEqual([]);
      // Gemini alone hands its key on to the commands of its model, whose output is kept.
      const leaks = findText(recordsFolder(repository), kit.key);
      expect(leaks.filter((path) => !path.endsWith('output.log') || name !== 'gemini')).toEqual([]);
    });

    it('that may only read keeps its answer, and lands as an empty commit', async () => {
      const { repository, env } = await serve([
        kit.runs('echo hi > made.txt'),
        kit.says('I may not write, but 42.'),
      ]);
      const analysis = { title: 'Analyse the sums', backend: kit.backend };
      writePlan(repository, 'sums', [analysis]);
      await startDaemon(repository, { env });
      await waitForStatus(repository, (now) => taskOf(now, 'sums#1').status === 'done', PATIENCE_MS);
      expect(repository.git('show', '--format=', '--name-only', 'HEAD')).toBe('');
      expect(repository.git('log', '-1', '--format=%(trailers:key=Planex-Task,valueonly)').trim()).toBe(
        'docs/plans/2026-11-20-sums#1',
      );
      expect(await readAnswer(repository, 'sums#1')).toContain('I may not write, but 42.');
      expect(repository.git('status', '--porcelain')).toBe('?? docs/');
    });

    it('waits for a limit to reset; then one goes first, and the rest follow', async () => {
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      let held = 0;
      const work: Answer = async ({ body }) => {
        if (body.includes('It ran')) return kit.says('Done.');
        held += 1;
        if (held === 1) await released;
        // Other words of a request may name files that have landed meanwhile.
        const file = ['first.txt', 'second.txt'].find((one) => body.includes(`Make ${one}`));
        if (file === undefined) return kit.says('What was I to do?');
        return kit.runs(`echo hi > ${file}; echo It "ran"`);
      };
      // Both ask before either hears of the limit, however slow the machine is; and the limit lasts until both are held.
      let resetAtMs = 0;
      let bothAsked = (): void => undefined;
      const together = new Promise<void>((resolve) => (bothAsked = resolve));
      const limit: Answer = async () => {
        if (asked().length === 2) {
          resetAtMs = Date.now() + 25_000;
          bothAsked();
        }
        await together;
        return kit.limited(resetAtMs);
      };
      const { repository, env, asked } = await serve([limit, limit, work]);
      writePlan(repository, 'first', [makes(kit, 'first.txt')]);
      writePlan(repository, 'second', [makes(kit, 'second.txt')]);
      await startDaemon(repository, { env });
      const limited = await waitForStatus(
        repository,
        (now) => now.tasks.every((task) => task.reason?.code === 'rate-limited'),
        PATIENCE_MS,
      );
      for (const task of limited.tasks) {
        expect(task).toMatchObject({ attempts: 0, status: 'waiting' });
        // Told in whole seconds, or counted by the CLI from when it was told.
        expect(Math.abs(Date.parse(task.reason?.until ?? '') - resetAtMs)).toBeLessThan(20_000);
      }
      await waitForStatus(repository, () => asked().length === 3, PATIENCE_MS);
      const probing = await waitForStatus(repository, (now) =>
        now.tasks.some((task) => task.reason?.message.includes('one task goes first') === true),
      );
      expect(probing.tasks.map((task) => task.status).sort()).toEqual(['running', 'waiting']);
      expect(asked()).toHaveLength(3);
      release();
      await waitForStatus(
        repository,
        (now) => now.tasks.every((task) => task.status === 'done'),
        PATIENCE_MS,
      );
    });

    it('that hits a limit without an end is tried again after a while', async () => {
      const { repository, env } = await serve([kit.limited()]);
      writePlan(repository, 'made', [makes(kit, 'made.txt')]);
      await startDaemon(repository, { env });
      const status = await waitForStatus(
        repository,
        (now) => taskOf(now, 'made#1').status === 'waiting',
        PATIENCE_MS,
      );
      const { reason, attempts } = taskOf(status, 'made#1');
      expect(reason).toMatchObject({ code: 'rate-limited' });
      expect(reason?.message).toContain('did not say for how long');
      expect(reason?.until).toBeDefined();
      expect(attempts).toBe(0);
    });

    it('that fails waits for a person, with the class; a retry goes on in its conversation, or anew', async () => {
      let knowsKey = false;
      const key: Answer = ({ body }) => {
        if (!knowsKey) return kit.refusesKey();
        return body.includes('It ran') ? kit.says('Done.') : kit.runs('echo hi > key.txt; echo It "ran"');
      };
      const answers: Record<string, Answer[]> = {
        'key.txt': [key],
        'down.txt': [
          kit.runs('echo half > half.txt'),
          kit.breaksDown(),
          kit.runs('cat half.txt && mv half.txt down.txt && echo hi > down.txt'),
          kit.says('Done.'),
        ],
        'full.txt': [kit.overflows()],
        'cut.txt': [kit.breaksOff()],
        'hung.txt': [{ kind: 'no-headers' }],
      };
      const { repository, env, asked } = await serve([
        (request) => {
          const mine =
            Object.entries(answers).find(([file]) => request.body.includes(`Make ${file}`))?.[1] ?? [];
          const next = mine.length > 1 ? mine.shift() : mine[0];
          if (next === undefined) throw new Error('nobody knows this request');
          return typeof next === 'function' ? next(request) : next;
        },
      ]);
      repository.write('.planexrc', '{ "limits": { "noOutput": "30s", "grace": "1s" } }');
      for (const file of Object.keys(answers)) {
        writePlan(repository, file.replace('.txt', ''), [makes(kit, file)]);
      }
      await startDaemon(repository, { env });
      const failed = await waitForStatus(
        repository,
        (now) => now.tasks.every((task) => task.reason?.code === 'approval'),
        200_000,
      );
      const messageOf = (id: string): string => taskOf(failed, id).reason?.message ?? '';
      expect(messageOf('key#1')).toContain(`${name} failed (auth)`);
      expect(messageOf('down#1')).toContain(`${name} failed (overloaded)`);
      expect(messageOf('full#1')).toContain(`${name} failed (context-overflow)`);
      expect(messageOf('cut#1')).toContain(`${name} failed (cut-off)`);
      expect(messageOf('hung#1')).toMatch(`${name} failed (timeout): said nothing for too long`);
      expect(failed.tasks.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1, 1]);

      const before = asked().length;
      await planexOk(repository, 'retry', 'down#1');
      await waitForStatus(repository, (now) => taskOf(now, 'down#1').status === 'done', PATIENCE_MS);
      expect(asked()[before]?.includes('echo half > half.txt')).toBe(true);
      expect(asked()[before]?.includes('You were cut off before you had finished.')).toBe(true);
      expect(landedFiles(repository)).toEqual(['down.txt']);

      for (const store of ['.codex/sessions', '.claude/projects', '.gemini/tmp']) {
        rmSync(join(env['HOME'] ?? '', store), { recursive: true, force: true });
      }
      knowsKey = true;
      const then = asked().length;
      await planexOk(repository, 'retry', 'key#1');
      await waitForStatus(repository, (now) => taskOf(now, 'key#1').status === 'done', PATIENCE_MS);
      expect(asked()[then]?.includes('You were cut off')).toBe(false);
      expect(repository.git('show', 'HEAD:key.txt')).toBe('hi');
    }, 400_000);

    it('shows live what it does, and goes on in its own conversation after the daemon was killed', async () => {
      const command = 'echo half > half.txt; tail -f /dev/null';
      const { repository, env, asked } = await serve([
        kit.runs(command),
        kit.runs('cat half.txt && rm half.txt && echo hi > made.txt'),
        kit.says('It is made.'),
      ]);
      writePlan(repository, 'made', [makes(kit, 'made.txt')]);
      const pid = await startDaemon(repository, { env });
      const { inputTokens = 0, outputTokens = 0 } = kit.usageOf(1);
      // While it works Claude Code tells what it has read, and Gemini nothing.
      const tokens = { codex: inputTokens + outputTokens, claude: inputTokens }[name];
      const running = await waitForStatus(
        repository,
        (now) => {
          const { progress } = taskOf(now, 'made#1');
          return progress?.message.includes('tail -f') === true && progress.tokens === tokens;
        },
        PATIENCE_MS,
      );
      expect(Date.parse(taskOf(running, 'made#1').progress?.startedAt ?? '')).toBeLessThan(Date.now());
      expect(await planexOk(repository, 'status')).toContain('tail -f /dev/null');
      const logs = spawnPlanex(repository, ['logs', '-f', 'made#1'], env);
      await logs.says(/tail -f \/dev\/null/);
      logs.signal('SIGTERM');
      await logs.ended();
      // A command is told as it begins, before it has done anything.
      const workspace = await readWorkspace(repository, 'made#1');
      await waitUntil(() => existsSync(join(workspace, 'half.txt')), 'the command has written its half');
      const remembers = (): boolean => name !== 'claude' || isWrittenDown(env['HOME'] ?? '', command);
      await waitUntil(remembers, 'the conversation is on disk');
      await killDaemon(pid);
      await planexOk(repository, 'status');
      await planex(repository, ['start'], { env });
      await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'done', PATIENCE_MS);
      expect(asked()).toHaveLength(3);
      // Gemini forgets a command that has not ended yet.
      const said = name === 'gemini' ? 'On it.' : 'echo half > half.txt';
      expect(asked()[1]?.includes(said)).toBe(true);
      expect(asked()[1]?.includes('You were cut off before you had finished.')).toBe(true);
      expect(landedFiles(repository)).toEqual(['made.txt']);
    });
  });
}

function landedFiles(repository: TestRepository): string[] {
  return repository.git('show', '--format=', '--name-only', 'HEAD').split('\n');
}
