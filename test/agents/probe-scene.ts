import type { AgentAdapter, Capabilities } from '../../src/executors/agents/agent.ts';
import { probeAgent } from '../../src/executors/agents/probe-agent.ts';
import { makeFolder } from '../support/repository.ts';
import { type AgentScene, makeAgentHome } from './run-agent.ts';

const answers = new Map<string, Promise<Capabilities>>();

/** A scene with what the installed CLI understands, which it is asked once. */
export async function probeScene(
  adapter: AgentAdapter,
  file: string,
  place: Pick<AgentScene, 'home' | 'env'>,
): Promise<AgentScene> {
  const answer = answers.get(file) ?? askOnce(adapter, file);
  answers.set(file, answer);
  return { adapter, capabilities: await answer, file, ...place };
}

async function askOnce(adapter: AgentAdapter, file: string): Promise<Capabilities> {
  const { env } = makeAgentHome({}, {});
  const answer = await probeAgent(adapter, { file, env, folder: makeFolder() });
  if (!answer.ok) throw new Error(answer.failure);
  return answer.value;
}
