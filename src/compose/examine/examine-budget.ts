import type { Settings } from '../../config/settings.ts';
import { AGENTS } from '../calls/backends.ts';
import type { Finding } from './finding.ts';
import type { BackendView } from '../calls/view-backends.ts';

/** What `planex doctor` says of the caps: that there are none, or that one cannot be kept with these backends. */
export function examineBudget(views: readonly BackendView[], { budget }: Settings): Finding[] {
  const agents = views.filter(({ kind, usable }) => kind === 'agent' && usable).map(({ name }) => name);
  if (agents.length === 0) return [];
  const name = 'budget';
  const scopes = Object.entries(budget).filter(([, cap]) => Object.keys(cap).length > 0);
  if (scopes.length === 0) {
    const message = `no cap on what ${agents.join(', ')} may take`;
    const todo = 'set budget in .planexrc, such as { "budget": { "day": { "calls": 50 } } }';
    return [{ level: 'warning', name, message, todo }];
  }
  const silent = AGENTS.filter((agent) => !agent.reportsCost && agents.includes(agent.name));
  const costCaps = scopes.filter(([, cap]) => cap.costUsd !== undefined).map(([scope]) => scope);
  const caps = scopes.map(([scope, cap]) => `${scope} (${Object.keys(cap).map(nameKey).join(', ')})`);
  const ok: Finding = { level: 'ok', name, message: `caps for each ${caps.join(', ')}` };
  if (costCaps.length === 0 || silent.length === 0) return [ok];
  const names = silent.map((agent) => agent.name).join(' and ');
  return [
    ok,
    {
      level: 'warning',
      name,
      message: `${names} never says what a call cost: after the first such call its tasks wait, because budget.${costCaps[0]}.costUsd cannot be kept`,
      todo: 'cap tokens or calls instead of costUsd',
    },
  ];
}

function nameKey(key: string): string {
  return key === 'wallMs' ? 'wallClock' : key;
}
