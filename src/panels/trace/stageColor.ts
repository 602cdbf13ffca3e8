import type { GrafanaTheme2 } from '@grafana/data';

/** Colours of the theme's palette; the name of the stage stands beside each bar, so none has to be told by colour. */
const COLORS: Readonly<Record<string, string>> = {
  gateway: 'semi-dark-blue',
  agent: 'purple',
  workflow: 'purple',
  embedding: 'light-green',
  retrieval: 'green',
  rerank: 'semi-dark-green',
  context: 'yellow',
  generation: 'orange',
  tool: 'super-light-purple',
  guardrail: 'light-red',
  egress: 'light-blue',
  evaluator: 'super-light-blue',
};

export function stageColor(theme: GrafanaTheme2, stage: string): string {
  const name = COLORS[stage];
  return name === undefined ? theme.colors.text.secondary : theme.visualization.getColorByName(name);
}
