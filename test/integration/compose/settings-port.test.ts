import { expect, it } from 'vitest';
import { createSettingsPort } from '../../../src/compose/ports/settings-port.ts';
import type { RepositoryPort } from '../../../src/daemon/repository.ts';
import { openSettings } from '../../../src/compose/settings-source.ts';
import { openRecords } from '../../../src/state/records.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const ignore = (): void => undefined;
const needless = (): never => {
  throw new Error('without commands nobody asks who wrote the settings');
};

it('of caps that change while a run is at work the lower ones count, also for calls, until a person trusts the file', async () => {
  const repository = makeRepository();
  const records = openRecords(makeFolder(), { access: 'write', onSpoilt: ignore });
  const source = openSettings(repository.path, { rejected: ignore, applied: ignore });
  const readFacts = (): ReturnType<RepositoryPort['readFacts']> =>
    Promise.resolve({
      head: { kind: 'unborn', name: 'main' },
      commitInProgress: false,
      checkedOut: [],
    });
  const written = { confirmWrittenHere: needless, readLocalCommits: needless, readFacts };
  const port = createSettingsPort(source, records, written, 'write');
  const look = async (plan: number, day: number): Promise<object> => {
    repository.write('.planexrc', JSON.stringify({ budget: { plan: { calls: plan }, day: { calls: day } } }));
    const { settings, notAdmitted } = await port.settings();
    const { budget } = port.trusted();
    expect(settings.caps).toEqual(budget);
    return { plan: budget.plan.calls, day: budget.day.calls, waits: notAdmitted !== null };
  };
  expect(await look(5, 5)).toEqual({ plan: 5, day: 5, waits: false });
  const daemon = await records.daemon();
  await daemon.update((record) => {
    record.atWorkSince = '2026-11-20T12:00:00.000Z';
  });
  expect(await look(9, 2)).toEqual({ plan: 5, day: 2, waits: true });
  expect(await look(9, 3)).toEqual({ plan: 5, day: 3, waits: true });
  await port.admitSettings();
  expect(await look(9, 3)).toEqual({ plan: 9, day: 3, waits: false });
});

it('gives one object for as long as the settings are the same, and another when they change', async () => {
  const repository = makeRepository();
  const records = openRecords(makeFolder(), { access: 'write', onSpoilt: ignore });
  const source = openSettings(repository.path, { rejected: ignore, applied: ignore });
  const written = { confirmWrittenHere: needless, readLocalCommits: needless, readFacts: needless };
  const port = createSettingsPort(source, records, written, 'write');
  const look = async (plan: number): Promise<object> => {
    repository.write('.planexrc', JSON.stringify({ budget: { plan: { calls: plan } } }));
    await port.settings();
    return port.trusted();
  };
  const unread = port.trusted();
  expect(port.trusted()).toBe(unread);
  const first = await look(5);
  expect(first).not.toBe(unread);
  expect(await look(5)).toBe(first);
  const second = await look(6);
  expect(second).not.toBe(first);
  const daemon = await records.daemon();
  await daemon.update((record) => {
    record.atWorkSince = '2026-11-20T12:00:00.000Z';
  });
  const lowered = await look(3);
  expect(lowered).not.toBe(second);
  expect(port.trusted()).toBe(lowered);
});
