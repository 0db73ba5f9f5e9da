/** A page of metrics in Prometheus' text format. */
export interface Exposition {
  /** Series as it is written, labels included → value. */
  series: ReadonlyMap<string, number>;
  /** Family → its type. */
  types: ReadonlyMap<string, string>;
  /** Sum over the series of one name whose labels contain all of these. */
  sum: (name: string, labels?: Readonly<Record<string, string>>) => number;
}

function parseExposition(text: string): Exposition {
  const series = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.split('\n')) {
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (type) types.set(type[1] as string, type[2] as string);
    const sample = /^([^#\s].*) (\S+)$/.exec(line);
    if (sample) series.set(sample[1] as string, Number(sample[2]));
  }
  const sum: Exposition['sum'] = (name, labels = {}) => {
    let total = 0;
    for (const [key, value] of series) {
      const [family, rest = ''] = key.split('{');
      const matches = Object.entries(labels).every(([label, wanted]) =>
        rest.includes(`${label}="${wanted}"`),
      );
      if (family === name && matches) total += value;
    }
    return total;
  };
  return { series, types, sum };
}

/** Reads the page at a program's /metrics. */
export async function scrape(url: string): Promise<Exposition> {
  return parseExposition(await (await fetch(`${url}/metrics`)).text());
}
