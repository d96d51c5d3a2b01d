import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { TestRepository } from '../../support/repository.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';
import type { AgentScene } from '../run-agent.ts';

/** A repository, and the environment of a daemon that finds the real CLIs on its PATH and nothing else of theirs. */
export interface AgentPlace {
  repository: TestRepository;
  env: Record<string, string>;
}

/** Puts the CLIs of these scenes on one PATH, under the names that users know them by. */
export function makeAgentPlace(...scenes: AgentScene[]): AgentPlace {
  const bin = makeFolder('planex-agent-bin-');
  const home = scenes[0]?.home ?? makeFolder();
  mkdirSync(bin, { recursive: true });
  for (const { adapter, file, home: own } of scenes) {
    symlinkSync(file, join(bin, adapter.program));
    if (own !== home) cpSync(own, home, { recursive: true });
  }
  const env = Object.assign({}, ...scenes.map((scene) => scene.env));
  // All have the home of the first; Codex alone can be told to keep its own.
  const codex = scenes.find(({ adapter }) => adapter.name === 'codex');
  if (codex !== undefined) env.CODEX_HOME = join(codex.home, '.codex');
  return {
    repository: makeRepository(),
    env: { ...env, HOME: home, PATH: `${bin}:${process.env['PATH'] ?? ''}` },
  };
}
