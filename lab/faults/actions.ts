/** What an operator can do about a fault. `program` carries it out; `rules` means the CLI, on the rule files. */
export interface Action {
  title: string;
  program: 'api' | 'traffic' | 'rules';
}

/** The mitigations, as the programs, the CLI and the docs use them. */
export const ACTIONS = {
  'roll-back': { title: 'deploy the previous release of the API', program: 'api' },
  'kill-session': { title: 'terminate the database session that blocks others', program: 'api' },
  'restore-index': { title: 'create the index that the slow statement needs', program: 'api' },
  'scale-pool': { title: 'set the connection pool back to its configured size', program: 'api' },
  'disable-feature': { title: 'switch off the feature that was enabled last', program: 'api' },
  restart: { title: 'restart the API', program: 'api' },
  rebind: { title: 'make the API listen on its configured address', program: 'api' },
  'block-client': { title: 'block the client that sends the most requests', program: 'traffic' },
  'limit-retries': { title: 'make clients back off and give up', program: 'traffic' },
  'resume-traffic': { title: 'let the traffic through again', program: 'traffic' },
  'fix-rule': { title: 'correct the alerting rule', program: 'rules' },
  'do-nothing': { title: 'watch, and change nothing', program: 'rules' },
} as const satisfies Readonly<Record<string, Action>>;

export type ActionId = keyof typeof ACTIONS;
