import type { AgentEvent } from './agent.ts';

const LONGEST = 160;

/** One line for people on what an agent is doing, or undefined for what is of no interest. */
export function describeEvent(event: AgentEvent): string | undefined {
  switch (event.kind) {
    case 'started':
      return event.model === undefined ? 'began' : `began (${event.model})`;
    case 'says':
      return clip(event.text);
    case 'runs':
      return clip(
        event.exitCode === undefined
          ? `runs ${event.command}`
          : `ran ${event.command} (exit status ${event.exitCode})`,
      );
    case 'changes':
      return clip(`changes ${event.paths.join(', ')}`);
    case 'uses':
      return clip(`uses ${event.tool}`);
    case 'retries':
      return clip(`tries again: ${event.message}`);
    case 'usage':
    case 'ended':
      return undefined;
  }
}

function clip(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const line = text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}
