import { Box, Text } from 'ink';
import { isWhole } from '../../load/generator/outcomes.js';
import { formatCount } from '../../util/number-format.js';
import { sparkline } from '../chart/sparkline.js';
import { showsColor } from '../text/paint.js';
import { stressCharts } from './charts-text.js';
import {
  errorsText,
  generatorText,
  measureLines,
  serverTexts,
  thresholdText,
  usersText,
} from './measure-text.js';
import { Bar, KeyLine } from './parts-view.js';
import { progressOf, standingThresholds, type StressModel } from './stress-model.js';

const LABEL = 13;
const NUMBER = 12;
/** The lines that are not charts, and the fewest and most lines for charts. */
const OTHER_LINES = 20;
const CHART_LINES = { fewest: 8, most: 16 };

/** With fewer rows than these, blank lines are left out, and then everything but the essentials. */
const LOW = 18;
const TINY = 15;
/** The essentials. */
const FIRST = ['requests/s', 'p95'];
/** Shown if a server other than the lab's is loaded. */
const NOT_ASKED = 'not the lab’s own API: only the client’s numbers are known';

const PHASES: Record<StressModel['phase'], string> = {
  preparing: 'preparing',
  running: 'running',
  draining: 'last answers',
  reconciling: 'comparing counters',
};

/**
 * The live screen of `stress`.
 * @param now ms since the epoch
 * @param columns of the terminal
 */
export function StressView({
  model,
  now,
  columns,
  rows,
  isPaused,
}: {
  model: StressModel;
  now: number;
  columns: number;
  rows: number;
  isPaused: boolean;
}) {
  const { tier, target, phase, intervals, server } = model;
  const { gone, of, share } = progressOf(model, now);
  const last = intervals.at(-1);
  const width = Math.max(40, columns - 2);
  const limited = generatorText(model);
  const isLow = rows < LOW;
  const isTiny = rows < TINY;
  const spare = rows - OTHER_LINES - model.notices.length;
  const charts =
    spare < CHART_LINES.fewest
      ? []
      : stressCharts(intervals.filter(isWhole), {
          width,
          height: Math.min(spare, CHART_LINES.most),
          seconds: of,
          color: showsColor(),
        });
  const measures = measureLines(model).filter(({ name }) => !isTiny || FIRST.includes(name));
  return (
    <Box flexDirection="column" paddingX={1}>
      <Text wrap="truncate">
        <Text bold>obs-lab stress</Text> {tier.name}{' '}
        <Text dimColor>
          {usersText(tier.users)} at {tier.spawnRate}/s, then {tier.holdSeconds} s
          {target === undefined ? '' : `, on ${target}`}
        </Text>
      </Text>
      {!isLow && <Text> </Text>}
      <Text wrap="truncate">
        <Bar share={share} width={Math.min(40, width - 40)} /> {Math.floor(gone)} s, {Math.ceil(of - gone)} s
        left <Text dimColor>· {PHASES[phase]}</Text>
      </Text>
      <Field label="users">
        <Text>
          {formatCount(last?.users ?? 0)} of {formatCount(tier.users)}
        </Text>
      </Field>
      {!isLow && <Text> </Text>}
      {!isTiny && (
        <Text dimColor>
          {''.padEnd(LABEL)}
          {'now'.padStart(NUMBER)}
          {'so far'.padStart(NUMBER)}
        </Text>
      )}
      {measures.map((line) => (
        <Text key={line.name} wrap="truncate">
          {line.name.padEnd(LABEL)}
          <Text bold>{line.now.padStart(NUMBER)}</Text>
          {line.sofar.padStart(NUMBER)}
          {'   '}
          <Text color={line.name === 'requests/s' ? 'cyan' : 'magenta'}>
            {sparkline(line.history, width - LABEL - 2 * NUMBER - 3)}
          </Text>
        </Text>
      ))}
      {charts.length > 0 && (
        <>
          {!isLow && <Text> </Text>}
          <Text wrap="truncate">{charts.join('\n')}</Text>
        </>
      )}
      {!isLow && <Text> </Text>}
      {!isTiny && (
        <Field label="server">
          <Box flexDirection="column">
            {(target === undefined ? serverTexts(server) : [NOT_ASKED]).map((text) => (
              <Text key={text} wrap="truncate">
                {text}
              </Text>
            ))}
          </Box>
        </Field>
      )}
      <Errors model={model} />
      <Field label="thresholds">
        <Box flexWrap="wrap" columnGap={2}>
          {standingThresholds(model).map((result) => (
            <Text
              key={`${result.name}${result.operator}${result.limit}`}
              color={result.pass ? 'green' : 'red'}
              wrap="truncate"
            >
              {result.pass ? '✓' : '✗'} {thresholdText(result)}
            </Text>
          ))}
        </Box>
      </Field>
      {limited !== undefined && (
        <Field label="generator">
          <Text color="yellow">{limited}</Text>
        </Field>
      )}
      {model.notices.map((notice) => (
        <Text key={notice} color="yellow">
          ! {notice}
        </Text>
      ))}
      {!isLow && <Text> </Text>}
      <KeyLine isPaused={isPaused} what="run" />
    </Box>
  );
}

function Errors({ model }: { model: StressModel }) {
  const total = model.intervals.at(-1)?.total;
  const text = total ? errorsText(total) : 'none';
  return (
    <Field label="errors">
      <Text {...(text !== 'none' && { color: 'red' })}>{text}</Text>
    </Field>
  );
}

function Field({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Box>
      <Box width={LABEL} flexShrink={0}>
        <Text>{label}</Text>
      </Box>
      {children}
    </Box>
  );
}
