import { Box, Text } from 'ink';
import type { UpModel, UpRow } from './up-model.js';
import { elapsedText, progressText } from './up-text.js';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

const LOOK: Record<UpRow['state'], { glyph?: string; color?: string; word: string }> = {
  waiting: { glyph: '·', color: 'gray', word: 'waiting' },
  acquiring: { color: 'cyan', word: 'preparing' },
  seeding: { color: 'cyan', word: 'seeding' },
  starting: { color: 'cyan', word: 'starting' },
  checking: { color: 'cyan', word: 'starting' },
  healthy: { glyph: '✓', color: 'green', word: 'healthy' },
  skipped: { glyph: '–', color: 'yellow', word: 'skipped' },
  failed: { glyph: '✗', color: 'red', word: 'failed' },
  stopped: { glyph: '■', color: 'gray', word: 'stopped' },
};

/**
 * The live screen of `up`: one row per service, then the wait for the first scrape.
 * @param now milliseconds since the epoch
 */
export function UpView({ model, now, home }: { model: UpModel; now: number; home: string }) {
  const frame = FRAMES[Math.floor(now / 100) % FRAMES.length] as string;
  const scraping = model.phase === 'scrape';
  return (
    <Box flexDirection="column" paddingX={1}>
      <Text>
        <Text bold>obs-lab up</Text> <Text dimColor>{home}</Text>
      </Text>
      <Text> </Text>
      {model.rows.map((row) => (
        <Row key={row.service} row={row} frame={frame} now={now} />
      ))}
      <Line
        glyph={scraping ? frame : model.scrapeUntil ? (model.phase === 'rollback' ? '✗' : '✓') : '·'}
        color={
          scraping ? 'cyan' : model.scrapeUntil ? (model.phase === 'rollback' ? 'red' : 'green') : 'gray'
        }
        title="First scrape"
        word={model.targets ? `${model.targets.up} of ${model.targets.of} targets` : 'waiting'}
        elapsed={elapsedText(model.scrapeSince, model.scrapeUntil, now)}
        detail={scraping ? 'Prometheus first scrapes about 5 s after it starts' : ''}
      />
      {model.notices.map((notice) => (
        <Text key={notice} color="yellow">
          ! {notice}
        </Text>
      ))}
      {model.phase === 'rollback' && <Text color="yellow">Rolling back…</Text>}
    </Box>
  );
}

function Row({ row, frame, now }: { row: UpRow; frame: string; now: number }) {
  const look = LOOK[row.state];
  const detail = [row.detail, progressText(row.progress)].filter(Boolean).join('  ');
  return (
    <Line
      glyph={look.glyph ?? frame}
      {...(look.color !== undefined && { color: look.color })}
      title={row.title}
      word={look.word}
      elapsed={elapsedText(row.since, row.until, now)}
      detail={detail}
    />
  );
}

function Line({
  glyph,
  color,
  title,
  word,
  elapsed,
  detail,
}: {
  glyph: string;
  color?: string;
  title: string;
  word: string;
  elapsed: string;
  detail: string;
}) {
  return (
    <Box>
      <Box width={2} flexShrink={0}>
        <Text {...(color !== undefined && { color })}>{glyph}</Text>
      </Box>
      <Box width={14} flexShrink={0}>
        <Text bold>{title}</Text>
      </Box>
      <Box width={17} flexShrink={0}>
        <Text {...(color !== undefined && { color })}>{word}</Text>
      </Box>
      <Box width={8} flexShrink={0}>
        <Text dimColor>{elapsed.padStart(6)}</Text>
      </Box>
      <Text dimColor wrap="truncate-end">
        {detail}
      </Text>
    </Box>
  );
}
