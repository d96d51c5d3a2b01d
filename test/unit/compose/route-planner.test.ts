import { describe, expect, test } from 'vitest';
import { routePlanner } from '../../../src/compose/run/route-planner.ts';
import { createRouter } from '../../../src/compose/calls/router.ts';
import { readSettings } from '../../../src/config/read-settings.ts';

function route(planexrc: object, backend?: string) {
  const bytes = new TextEncoder().encode(JSON.stringify(planexrc));
  const { settings, diagnostics } = readSettings(bytes, () => undefined);
  expect(diagnostics).toEqual([]);
  const router = createRouter(() => settings, {});
  return routePlanner({ router }, { flags: {}, ...(backend === undefined ? {} : { backend }) });
}

const rows = (backend: string): object => ({
  routing: { rows: [{ work: 'orchestration', backend, effort: 'high' }] },
});

describe('who plans an issue', () => {
  test('is who analyses, where decisions are for a person', () => {
    expect(route({})).toMatchObject({ work: 'analysis', backend: 'codex', sandbox: 'read-only' });
  });

  test('is who the row orchestration names', () => {
    expect(route(rows('claude'))).toMatchObject({
      work: 'orchestration',
      backend: 'claude',
      sandbox: 'read-only',
      effort: 'high',
    });
  });

  test('is who the command names, whatever the row says', () => {
    expect(route(rows('claude'), 'gemini')).toMatchObject({ backend: 'gemini', sandbox: 'read-only' });
    expect(route({}, 'gemini')).toMatchObject({ work: 'analysis', backend: 'gemini' });
  });

  test('never may write', () => {
    const writing = {
      routing: { rows: [{ work: 'orchestration', backend: 'claude', sandbox: 'workspace-write' }] },
    };
    expect(route(writing).sandbox).toBe('read-only');
  });

  test('is refused where it is no agent', () => {
    expect(() => route({}, 'shell')).toThrow(/no agent/);
  });
});
