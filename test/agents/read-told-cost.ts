/** What Claude Code itself says, in the last line of its output that does, that its conversation has cost in all (USD). */
export function readToldCost(output: string): number {
  const costs = output.split('\n').flatMap((line): number[] => {
    const cost = /"total_cost_usd":([\d.e-]+)/.exec(line)?.[1];
    return cost === undefined || !line.includes('"type":"result"') ? [] : [Number(cost)];
  });
  const last = costs.at(-1);
  if (last === undefined) throw new Error('the output tells no cost');
  return last;
}
