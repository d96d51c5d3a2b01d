import { relative } from 'node:path';
import type { AgentEvent } from './agent.ts';
import type { CodexItemEvent } from './codex-events.ts';

/** What is told of an item: commands as they begin and end, all else once it is there. */
export function describeCodexItem({ type, item }: CodexItemEvent, workspace: string): AgentEvent[] {
  if (item.type === 'command_execution') {
    const { command, exit_code: exitCode } = item;
    return [{ kind: 'runs', command, ...(exitCode === undefined || exitCode === null ? {} : { exitCode }) }];
  }
  if (type === 'item.started') return [];
  switch (item.type) {
    case 'agent_message':
      return [{ kind: 'says', text: item.text }];
    case 'file_change':
      return [{ kind: 'changes', paths: item.changes.map(({ path }) => relative(workspace, path)) }];
    case 'mcp_tool_call':
      return [{ kind: 'uses', tool: `${item.server}.${item.tool}` }];
    case 'web_search':
      return [{ kind: 'uses', tool: 'web search' }];
  }
}
