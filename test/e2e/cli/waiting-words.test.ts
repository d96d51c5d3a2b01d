import { expect, it } from 'vitest';
import { useFakeCodex } from '../../support/fake-codex.ts';
import { planex } from '../../support/planex.ts';
import { writePlan } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';
import { stayWithinDay } from '../../support/stay-within-day.ts';

const ID = 'docs/plans/2026-11-20-form#1';

/** Has a codex that ends like a recorded one do a task; what `once`, and then `why`, say of it. */
async function tell(
  recording: string,
  settings = '{}',
  tasks = 1,
): Promise<{ once: string; status: string; why: string }> {
  const repository = makeRepository();
  repository.write('.planexrc', settings);
  const task = { title: 'Add the form', files: ['form.txt'], backend: 'codex' };
  writePlan(
    repository,
    'form',
    Array.from({ length: tasks }, () => task),
  );
  const env = useFakeCodex({ recording, first: 'date +%N > form.txt' });
  const say = async (...args: string[]): Promise<string> => (await planex(repository, args, { env })).stdout;
  return { once: await say('once'), status: await say('status'), why: await say('why', 'form#1') };
}

it('a task whose backend failed says what happened and each way to go on', async () => {
  const { once, status, why } = await tell('key-refused');
  expect(once).toContain(`[executor] ${ID}: not done yet: codex failed (auth)`);
  for (const text of [status, why]) {
    expect(text).toMatch(/approval: codex failed \(auth\): unexpected status 401/);
    expect(text).toMatch(/ sign in with `codex login`, .*, then planex retry docs.*form#1\n/);
    expect(text).toMatch(
      / or planex approve docs.*form#1 --fallback claude:sonnet, which hands it to another\n/,
    );
    expect(text).toMatch(/ or planex reject docs.*form#1, which gives it up\n/);
  }
});

it('a task that waits for a limit says until when, and how it can go on before', async () => {
  const { status, why } = await tell('limit-of-the-account');
  expect(status).toMatch(
    /rate-limited: codex has hit its rate limit until 2033-05-18T03:33\S+\n +→ planex unpause codex, if you know that it is lifted\n\n/,
  );
  expect(why).toMatch(/because {5}rate-limited: codex has hit its rate limit\n {2}until {7}2033/);
});

it('a task that has reached a cap says which, by how much, and how to raise it', async () => {
  await stayWithinDay();
  const { status } = await tell('command', '{ "budget": { "day": { "tokens": 10 } } }', 2);
  expect(status).toMatch(
    /budget: all calls of \d{4}-\d\d-\d\d \(UTC\) together took \d+ of 10 tokens until \S+\n +→ raise budget\.day in \.planexrc, or wait for the next day\n/,
  );
});
