import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { Diagnosis } from '../../../../promql/diagnosis.js';
import { formatDuration, parseDuration } from '../../../../util/duration.js';
import { mapsIn } from '../../../../util/yaml/maps.js';

/**
 * What a configuration does at other times of the day, or how long it lets people wait. The scenarios show only who is
 * notified of what.
 */

/** For each time: within what it does no harm, in seconds, and why. Alertmanager's own: 30s, 5m and 4h. */
const TIMES = {
  group_wait: {
    least: 0,
    most: 300,
    why: 'It is how long a new group waits for more alerts before its first notification: until then nobody knows.',
    usual: '30s',
  },
  group_interval: {
    least: 1,
    most: 3600,
    why: 'It is how long Alertmanager waits before it notifies about new alerts in a group.',
    usual: '5m',
  },
  repeat_interval: {
    least: 300,
    most: 7 * 86_400,
    why: 'It is how long Alertmanager waits before it sends the same notification again: too short and people stop reading, too long and the alert is forgotten.',
    usual: '4h',
  },
} as const;

/** @param reference the step's own configuration: what it sets is asked for */
export function settingsProblems(answer: string, reference: string): Diagnosis[] {
  const asked = routesOf(reference);
  return routesOf(answer).flatMap((route): Diagnosis[] => {
    const name = `The route to ${String(route.get('receiver') ?? 'its parent’s receiver')}`;
    return [...timeIntervals(route, name, asked), ...timings(route, name, asked)].slice(0, 1);
  });
}

function timeIntervals(route: YAMLMap, name: string, asked: readonly YAMLMap[]): Diagnosis[] {
  return ['mute_time_intervals', 'active_time_intervals'].flatMap((field) =>
    !isFilled(route.get(field)) || asked.some((other) => isFilled(other.get(field)))
      ? []
      : [
          problem(
            'route-times',
            `${name} has \`${field}\`, which the step does not ask for.`,
            field.startsWith('mute')
              ? 'During these times nobody is notified; people learn of an alert that starts then only afterwards.'
              : 'Outside these times nobody is notified, whatever fires.',
            `Remove \`${field}\` from the route.`,
          ),
        ],
  );
}

function timings(route: YAMLMap, name: string, asked: readonly YAMLMap[]): Diagnosis[] {
  return Object.entries(TIMES).flatMap(([field, { least, most, why, usual }]) => {
    const written = route.get(field);
    const seconds = parseDuration(String(written ?? ''));
    if (seconds === undefined) return [];
    const wanted = asked.flatMap((other) => parseDuration(String(other.get(field) ?? '')) ?? []);
    if (wanted.length > 0 ? wanted.includes(seconds) : seconds >= least && seconds <= most) return [];
    const right = wanted[0] === undefined ? usual : formatDuration(wanted[0]);
    return [
      problem(
        'route-times',
        `${name} has \`${field}: ${String(written)}\`, which is too ${seconds > (wanted[0] ?? most) ? 'long' : 'short'}.`,
        why,
        wanted.length > 0
          ? `Write \`${field}: ${right}\`.`
          : `Remove the line, or write a usual time, such as \`${field}: ${right}\`.`,
      ),
    ];
  });
}

function isFilled(value: unknown): boolean {
  return isSeq(value) && value.items.length > 0;
}

/** All routes, each parent before its children; none if the text has no route. */
function routesOf(text: string): YAMLMap[] {
  const document = parseDocument(text, { logLevel: 'silent' });
  const root: unknown = isMap(document.contents) ? document.get('route') : undefined;
  const below = (route: YAMLMap): YAMLMap[] => {
    const routes: unknown = route.get('routes');
    const own = mapsIn(routes);
    return [route, ...own.flatMap(below)];
  };
  return isMap(root) ? below(root) : [];
}

function problem(rule: string, message: string, why: string, fix: string): Diagnosis {
  return { rule, severity: 'error', message, why, fix };
}
