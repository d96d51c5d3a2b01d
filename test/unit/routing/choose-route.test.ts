import { describe, expect, test } from 'vitest';
import { chooseRoute, routeWork } from '../../../src/routing/choose-route.ts';
import type { RoutingContext } from '../../../src/routing/route-request.ts';
import { type OwnRow, WORK_TYPES } from '../../../src/routing/policy.ts';
import { PRESET_NAMES, readPreset } from '../../../src/routing/presets.ts';
import { nameRoute, type Route } from '../../../src/routing/route.ts';
import type { Task } from '../../../src/tasks/task.ts';
import { makeScript, makeTask } from '../../support/executor-request.ts';
import { makeRoutingContext } from '../../support/routing.ts';

function routeOf(task: Partial<Task>, context: RoutingContext = makeRoutingContext()): Route {
  const route = chooseRoute(makeTask(task), context);
  if (route.kind !== 'route') throw new Error(route.reason.message);
  return route;
}

const commands = [makeScript('npm test')];

describe.each(PRESET_NAMES)('preset %s', (preset) => {
  test('has one row for each kind of work, and only implementations may write', () => {
    const { rows } = readPreset(preset);
    expect(rows.map(({ work }) => work).sort()).toEqual([...WORK_TYPES].sort());
    expect(rows.filter(({ sandbox }) => sandbox !== 'read-only').map(({ work }) => work)).toEqual([
      'implementation',
    ]);
  });

  test('leaves decisions to a person', () => {
    const context = makeRoutingContext({ preset });
    const route = chooseRoute(makeTask({ work: 'orchestration' }), context);
    expect(route).toMatchObject({ kind: 'decision-needed', reason: { code: 'clarification' } });
    expect(nameRoute(route)).toBe('person');
  });
});

describe('the seeds of routing', () => {
  test.each([
    ['exploration', 'codex', 'gpt-5.3-codex', 'read-only'],
    ['implementation', 'codex', 'gpt-5.3-codex', 'workspace-write'],
    ['code-review', 'codex', 'gpt-5.3-codex', 'read-only'],
    ['analysis', 'codex', 'gpt-5.3-codex', 'read-only'],
    ['research', 'gemini', undefined, 'read-only'],
  ])('codex-gemini: %s', (work, backend, model, sandbox) => {
    const route = routeOf({ work });
    expect(route).toMatchObject({ work, backend, sandbox, wallClockMs: 600_000, failClosed: true });
    expect(route.model).toBe(model);
  });

  test.each([
    ['exploration', 'codex', 'gpt-5.3-codex'],
    ['implementation', 'codex', 'gpt-5.3-codex'],
    ['code-review', 'codex', 'gpt-5.3-codex'],
    ['analysis', 'codex', 'gpt-5.4'],
    ['research', 'claude', undefined],
  ])('codex-dual: %s', (work, backend, model) => {
    const route = routeOf({ work }, makeRoutingContext({ preset: 'codex-dual' }));
    expect(route).toMatchObject({ work, backend });
    expect(route.model).toBe(model);
  });

  test('options have two answers: two backends, or two models of one', () => {
    expect(routeOf({ work: 'options' })).toMatchObject({ backend: 'codex', also: { backend: 'gemini' } });
    const dual = routeOf({ work: 'options' }, makeRoutingContext({ preset: 'codex-dual' }));
    expect(dual).toMatchObject({
      backend: 'codex',
      model: 'gpt-5.3-codex',
      also: { backend: 'codex', model: 'gpt-5.4' },
    });
  });
});

describe('who is asked', () => {
  test('with no preset set: the commands of a task, or the default preset for a task without', () => {
    expect(routeOf({ commands })).toMatchObject({ backend: 'shell' });
    expect(routeOf({})).toMatchObject({ backend: 'codex', work: 'implementation' });
  });

  test('with a preset set: its row, also for a task with commands', () => {
    expect(routeOf({ commands }, makeRoutingContext({ preset: 'codex-gemini' }))).toMatchObject({
      backend: 'codex',
    });
  });

  test('the setting "backend" comes before the policy, the word of the task before both', () => {
    const context = makeRoutingContext({ preset: 'codex-gemini', backend: 'shell' });
    expect(routeOf({ commands }, context).backend).toBe('shell');
    expect(routeOf({ commands, backend: 'Gemini' }, context).backend).toBe('gemini');
  });

  test('a named backend has its model from its row, and the sandbox from the work', () => {
    expect(routeOf({ backend: 'codex', work: 'research' })).toMatchObject({
      backend: 'codex',
      model: 'gpt-5.3-codex',
      sandbox: 'read-only',
      fallback: { backend: 'claude', approval: 'needed' },
    });
    const named = routeOf({ backend: 'claude' });
    expect(named).toMatchObject({ backend: 'claude', sandbox: 'workspace-write' });
    expect(named).not.toHaveProperty('model');
    expect(named).not.toHaveProperty('effort');
    expect(named).not.toHaveProperty('fallback');
  });

  test('a named backend takes its model for thinking where nothing is written, if the policy has one', () => {
    const context = makeRoutingContext({ preset: 'codex-dual' });
    expect(routeOf({ backend: 'codex', work: 'research' }, context).model).toBe('gpt-5.4');
    expect(routeOf({ backend: 'codex', work: 'code-review' }, context).model).toBe('gpt-5.3-codex');
  });

  test('a task may name a model, and two of one backend', () => {
    expect(routeOf({ backend: 'codex:gpt-5.4' }).model).toBe('gpt-5.4');
    expect(routeOf({ backend: 'codex:a + codex:b' })).toMatchObject({
      work: 'options',
      model: 'a',
      also: { backend: 'codex', model: 'b' },
    });
  });

  test.each(['codex+gemini', 'Codex + Gemini in parallel'])('%s: both, and neither may write', (backend) => {
    const files = [{ kind: 'create' as const, path: 'a.ts' }];
    const route = routeOf({ backend, work: 'implementation', files });
    expect(route).toMatchObject({ backend: 'codex', also: { backend: 'gemini' }, sandbox: 'read-only' });
    expect(nameRoute(route)).toBe('codex+gemini');
  });

  test.each([
    ['codex:--yolo', 'codex:--yolo'],
    ['a+b+c', 'a+b+c'],
    ['shell+codex', 'shell+codex'],
    ['+', '+'],
  ])('%s is a backend that nobody knows', (backend, name) => {
    expect(nameRoute(routeOf({ backend, commands }))).toBe(name);
  });

  test('a person may be named', () => {
    const route = chooseRoute(makeTask({ backend: 'person' }), makeRoutingContext());
    expect(route).toMatchObject({ kind: 'decision-needed', work: 'implementation' });
  });
});

describe("the user's own rows", () => {
  const context = (...rows: OwnRow[]): RoutingContext => makeRoutingContext({ rows });

  test('change what they say and nothing else', () => {
    const route = routeOf({}, context({ work: 'implementation', model: 'mine', wallClockMs: 1_000 }));
    expect(route).toMatchObject({ backend: 'codex', model: 'mine', effort: 'xhigh', wallClockMs: 1_000 });
    expect(route.because.join('\n')).toContain('model mine of codex: row "implementation" in .planexrc');
  });

  test('with another backend they take over nothing that was meant for the first', () => {
    const route = routeOf({}, context({ work: 'implementation', backend: 'claude' }));
    expect(route).toMatchObject({ backend: 'claude', sandbox: 'workspace-write' });
    for (const field of ['model', 'effort', 'fallback', 'wallClockMs'])
      expect(route).not.toHaveProperty(field);
  });

  test('null takes a second answer or a fallback away', () => {
    const route = routeOf({ work: 'options' }, context({ work: 'options', also: null, fallback: null }));
    expect(route).not.toHaveProperty('also');
    expect(route).not.toHaveProperty('fallback');
  });

  test('may send decisions to an agent', () => {
    expect(
      routeOf({ work: 'decision' }, context({ work: 'orchestration', backend: 'claude' })),
    ).toMatchObject({
      backend: 'claude',
    });
  });
});

describe('what the environment says', () => {
  test('comes before the rows, but after the word of the task', () => {
    const variables = {
      models: { CODEX_MODEL: 'env' },
      codexEffort: 'low',
      codexWallClockMs: 5_000,
      geminiWallClockMs: 7_000,
    };
    const context = makeRoutingContext({ variables, rows: [{ work: 'implementation', model: 'mine' }] });
    expect(routeOf({}, context)).toMatchObject({ model: 'env', effort: 'low', wallClockMs: 5_000 });
    expect(routeOf({ backend: 'codex:said' }, context).model).toBe('said');
    expect(routeOf({ work: 'research' }, context)).toMatchObject({ backend: 'gemini', wallClockMs: 7_000 });
    expect(routeOf({ backend: 'claude' }, context)).not.toHaveProperty('effort');
  });

  test('in codex-dual CODEX_MODEL is for logic, and code has a variable of its own', () => {
    const route = (models: object, work: string): string | undefined =>
      routeOf({ work }, makeRoutingContext({ preset: 'codex-dual', variables: { models } })).model;
    expect(route({ CODEX_MODEL: 'm' }, 'implementation')).toBe('gpt-5.3-codex');
    expect(route({ CODEX_MODEL: 'm' }, 'analysis')).toBe('m');
    expect(route({ CODEX_MODEL: 'm', CODEX_MODEL_LOGIC: 'l', CODEX_MODEL_CODE: 'c' }, 'analysis')).toBe('l');
    expect(route({ CODEX_MODEL: 'm', CODEX_MODEL_LOGIC: 'l', CODEX_MODEL_CODE: 'c' }, 'code-review')).toBe(
      'c',
    );
  });
});

describe('names of models', () => {
  test('are sent as asked, unless a map gives them another name', () => {
    expect(routeOf({})).not.toHaveProperty('modelAsked');
    const models = { map: { 'gpt-5.3-codex': 'gpt-6.1-sol', sonnet: 'sonnet-5' }, from: 'the map' };
    const route = routeOf({}, makeRoutingContext({ models }));
    expect(route).toMatchObject({
      model: 'gpt-6.1-sol',
      modelAsked: 'gpt-5.3-codex',
      fallback: { model: 'sonnet-5', modelAsked: 'sonnet' },
    });
    expect(route.because).toContain('model gpt-5.3-codex is sent as gpt-6.1-sol: the map');
  });

  test('a name like that of a property of every object is no entry of the map', () => {
    expect(routeOf({ backend: 'codex:constructor' }).model).toBe('constructor');
  });
});

describe('a fallback', () => {
  const fallbackOf = (task: Partial<Task>, change: Partial<RoutingContext>): Route['fallback'] =>
    routeOf(task, makeRoutingContext(change)).fallback;

  test('is never the backend that failed', () => {
    const rows: OwnRow[] = [{ work: 'implementation', fallback: { backend: 'codex', model: 'other' } }];
    expect(routeOf({}, makeRoutingContext({ rows }))).not.toHaveProperty('fallback');
  });

  test('needs approval, whoever failed', () => {
    expect(fallbackOf({}, {})).toEqual({
      backend: 'claude',
      model: 'sonnet',
      approval: 'needed',
      after: 'any-failure',
    });
  });

  test('of Gemini is approved beforehand for the first rate limit, and CODEX_FAIL_CLOSED does not widen that', () => {
    const variables = { models: { GEMINI_CODEX_FALLBACK_MODEL: 'm' }, codexFailClosed: false };
    expect(fallbackOf({ work: 'research' }, {})).toMatchObject({
      model: 'gpt-5.2-codex',
      approval: 'standing',
      after: 'first-rate-limit',
    });
    expect(fallbackOf({ work: 'research' }, { variables })).toMatchObject({
      model: 'm',
      after: 'first-rate-limit',
    });
    const asks = { models: {}, geminiFallsBack: false };
    expect(fallbackOf({ work: 'research' }, { variables: asks })).toMatchObject({ approval: 'needed' });
  });

  test('of Codex is approved beforehand by CODEX_FAIL_CLOSED=0 or failClosed false, and the variable wins', () => {
    const open = { models: {}, codexFailClosed: false };
    expect(fallbackOf({}, { variables: open })).toMatchObject({
      approval: 'standing',
      approvedBy: 'CODEX_FAIL_CLOSED=0',
    });
    expect(fallbackOf({}, { failClosed: false })).toMatchObject({ approval: 'standing' });
    const closed = { models: {}, codexFailClosed: true };
    expect(fallbackOf({}, { failClosed: false, variables: closed })).toMatchObject({ approval: 'needed' });
  });
});

test('what the command line says comes before everything else', () => {
  const variables = { models: { CODEX_MODEL: 'env' }, codexEffort: 'low', codexWallClockMs: 5_000 };
  const flags = { model: 'flag', effort: 'max', wallClockMs: 1_000, sandbox: 'read-only' as const };
  const request = {
    work: 'implementation' as const,
    because: 'asked',
    hasCommands: false,
    backend: 'codex:said',
    flags,
  };
  const route = routeWork(request, makeRoutingContext({ variables }));
  expect(route).toMatchObject({ backend: 'codex', ...flags });
  expect(route.because.filter((step) => step.endsWith(': the command line'))).toHaveLength(4);
});

describe('each step of a choice is told', () => {
  const told = (task: Partial<Task>, change: Partial<RoutingContext> & { rows?: OwnRow[] } = {}): string[] =>
    routeOf(task, makeRoutingContext(change)).because.slice(1);

  test('with nothing set', () => {
    expect(routeOf({}).because).toEqual([
      expect.stringMatching(/^work implementation: ./),
      'backend codex: row "implementation" of preset codex-gemini',
      'model gpt-5.3-codex of codex: row "implementation" of preset codex-gemini',
      'effort xhigh: row "implementation" of preset codex-gemini',
      'at most 600 s: row "implementation" of preset codex-gemini',
      'sandbox workspace-write: row "implementation" of preset codex-gemini',
      'fallback claude (sonnet): after a failure, once a person has approved it',
    ]);
  });

  test('a backend without a model of its own', () => {
    expect(told({ backend: 'claude' })).toContain('model: whatever claude is set to, as nothing names one');
    expect(told({ backend: 'claude' })).toContain('backend claude: the task names it');
  });

  test('two answers, which may not write', () => {
    const steps = told({ backend: 'codex+gemini' });
    expect(steps).toContain('backend codex and gemini: the task names it');
    expect(routeOf({ backend: 'codex+gemini' }).sandbox).toBe('read-only');
  });

  test('shell has no model and may write', () => {
    expect(routeOf({ commands })).toEqual({
      kind: 'route',
      work: 'implementation',
      backend: 'shell',
      sandbox: 'workspace-write',
      failClosed: true,
      because: [
        expect.stringMatching(/^work implementation: ./),
        expect.stringMatching(/^backend shell: ./),
        'shell runs the commands of the task; there is no model',
      ],
    });
  });

  test('what the environment says, each for its own backend', () => {
    const variables = {
      models: {},
      codexEffort: 'low',
      codexWallClockMs: 5_000,
      geminiWallClockMs: 7_000,
      codexFailClosed: false,
    };
    expect(told({}, { variables })).toEqual(
      expect.arrayContaining([
        'effort low: CODEX_EFFORT in the environment',
        'at most 5 s: CODEX_TIMEOUT in the environment',
        'fallback claude (sonnet): after a failure, approved by CODEX_FAIL_CLOSED=0',
      ]),
    );
    expect(told({ work: 'research' }, { variables })).toEqual(
      expect.arrayContaining(['at most 7 s: GEMINI_TIMEOUT in the environment']),
    );
    const gemini = told({ work: 'research' }, { variables: { models: {}, geminiFallsBack: true } });
    expect(gemini.at(-1)).toBe(
      'fallback codex (gpt-5.2-codex): after the first rate limit only, approved by GEMINI_FALLBACK_TO_CODEX_ON_FIRST_RATE_LIMIT=1',
    );
    expect(told({ work: 'research' }).at(-1)).toMatch(/=1, the default$/);
    expect(told({}, { failClosed: false }).at(-1)).toMatch(/approved by "failClosed": false in \.planexrc$/);
  });

  test('a fallback without a model is called by its name alone', () => {
    const rows: OwnRow[] = [{ work: 'implementation', backend: 'gemini', fallback: { backend: 'claude' } }];
    expect(told({}, { rows }).at(-1)).toBe('fallback claude: after a failure, once a person has approved it');
  });

  test('a person gets to know how to settle it', () => {
    const action = (task: Partial<Task>): string | undefined => {
      const route = chooseRoute(makeTask({ ...task, backend: 'person' }), makeRoutingContext());
      return route.kind === 'decision-needed' ? route.reason.action : undefined;
    };
    expect(action({ boxes: [] })).toMatch(/ and take the task out, or name a backend for it$/);
    expect(action({ boxes: [{ checked: false, offset: 0, line: 1, text: '' }] })).toMatch(
      / and tick the boxes of the task, or name a backend for it$/,
    );
  });

  test('a policy without a row is a mistake of planex', () => {
    const { policy, ...context } = makeRoutingContext();
    const without = { ...context, policy: { ...policy, rows: [] } };
    expect(() => chooseRoute(makeTask({}), without)).toThrow('the policy has no row for implementation');
  });
});
