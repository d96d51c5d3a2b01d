import { geminiAdapter } from '../../src/executors/agents/gemini.ts';
import type { AgentCase } from './agent-case.ts';
import { findInstalledAgent } from './installed-agent.ts';
import { type AgentScene, makeAgentHome } from './run-agent.ts';
import { probeScene } from './probe-scene.ts';

export const GEMINI_PROGRAM = findInstalledAgent('.bin/gemini');

/** It would ask how to sign in, send reports, look for updates and try for minutes. */
const SETTINGS = JSON.stringify({
  security: { auth: { selectedType: 'gemini-api-key' } },
  privacy: { usageStatisticsEnabled: false },
  telemetry: { enabled: false },
  general: { enableAutoUpdate: false, enableAutoUpdateNotification: false, maxAttempts: 1 },
});

/** The Gemini CLI that knows one model server, and tries nothing again unless `home` says so. */
export async function makeGeminiScene(
  url: string,
  { env = {}, home = {} }: Pick<AgentCase, 'env' | 'home'> = {},
): Promise<AgentScene> {
  const own: Record<string, string> = { GOOGLE_GEMINI_BASE_URL: url };
  const key = 'GEMINI_API_KEY' in env ? env['GEMINI_API_KEY'] : 'dummy';
  if (key !== undefined) own['GEMINI_API_KEY'] = key;
  const files = { '.gemini/settings.json': SETTINGS, ...home };
  return probeScene(geminiAdapter, GEMINI_PROGRAM ?? 'gemini', makeAgentHome(files, own));
}
