/** The user's choices, as the address holds them: a link shows the same view to somebody else. */

export interface ViewState {
  /** Times as Grafana writes them: `now-15m`, `now`, or milliseconds. Undefined: the dashboard's own. */
  from?: string;
  to?: string;
  /** Such as `5s`; empty for off. Undefined: the dashboard's own. */
  refresh?: string;
  /** Chosen values by variable. */
  variables: Readonly<Record<string, readonly string[]>>;
}

export const REFRESH_CHOICES = ['', '1s', '5s', '10s', '30s', '1m'] as const;

/** Reads the same parameters as Grafana: from, to, refresh, var-NAME. */
export function parseViewState(search: string): ViewState {
  const parameters = new URLSearchParams(search);
  const variables: Record<string, string[]> = {};
  for (const [name, value] of parameters) {
    if (name.startsWith('var-')) (variables[name.slice('var-'.length)] ??= []).push(value);
  }
  const text = (name: 'from' | 'to' | 'refresh') => {
    const value = parameters.get(name);
    return value === null ? {} : { [name]: value };
  };
  return { ...text('from'), ...text('to'), ...text('refresh'), variables };
}

/** The reverse; starts with `?` unless it is empty. */
export function formatViewState({ from, to, refresh, variables }: ViewState): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ from, to, refresh })) {
    if (value !== undefined) parameters.set(name, value);
  }
  for (const [name, values] of Object.entries(variables)) {
    for (const value of values) parameters.append(`var-${name}`, value);
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
