import { Box, Text } from 'ink';
import { sparkline } from './sparkline.js';
import {
  errorsText,
  generatorText,
  measureLines,
  progressOf,
  serverText,
  standingThresholds,
  thresholdText,
  type StressModel,
} from './stress-model.js';

const LABEL = 13;
const NUMBER = 12;

const PHASES: Record<StressModel['phase'], string> = {
  preparing: 'preparing',
  running: 'running',
  draining: 'last answers',
  reconciling: 'comparing counters',
};

/** The live screen of `stress`. @param now ms since the epoch @param columns of the terminal */
export function StressView({ model, now, columns }: { model: StressModel; now: number; columns: number }) {
  const { tier, phase, intervals, server } = model;
  const { gone, of, share } = progressOf(model, now);
  const last = intervals.at(-1);
  const width = Math.max(40, columns - 2);
  const limited = generatorText(model);
  return (
    <Box flexDirection="column" paddingX={1}>
      <Text>
        <Text bold>obs-lab stress</Text> {tier.name}{' '}
        <Text dimColor>
          {tier.users} users at {tier.spawnRate}/s, then {tier.holdSeconds} s
        </Text>
      </Text>
      <Text> </Text>
      <Text wrap="truncate">
        <Bar share={share} width={Math.min(40, width - 40)} /> {Math.floor(gone)} s, {Math.ceil(of - gone)} s
        left <Text dimColor>{PHASES[phase]}</Text>
      </Text>
      <Field label="users">
        <Text>
          {last?.users ?? 0} of {tier.users}
        </Text>
      </Field>
      <Text> </Text>
      <Text dimColor>
        {''.padEnd(LABEL)}
        {'now'.padStart(NUMBER)}
        {'so far'.padStart(NUMBER)}
      </Text>
      {measureLines(model).map((line) => (
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
      <Text> </Text>
      <Field label="server">
        <Text wrap="truncate">{serverText(server)}</Text>
      </Field>
      <Errors model={model} />
      <Field label="thresholds">
        <Text>
          {standingThresholds(model).map((result) => (
            <Text
              key={`${result.name}${result.operator}${result.limit}`}
              color={result.pass ? 'green' : 'red'}
            >
              {result.pass ? '✓' : '✗'} {thresholdText(result)}
              {'  '}
            </Text>
          ))}
        </Text>
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
      <Text> </Text>
      <Text dimColor>q stops and reports · Ctrl-C interrupts</Text>
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

function Bar({ share, width }: { share: number; width: number }) {
  const filled = Math.round(share * width);
  return (
    <>
      <Text color="cyan">{'━'.repeat(filled)}</Text>
      <Text dimColor>{'─'.repeat(width - filled)}</Text>
    </>
  );
}
