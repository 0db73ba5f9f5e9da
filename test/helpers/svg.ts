import type xterm from '@xterm/headless';

const CELL = { width: 8.4, height: 18 };
const PADDING = 14;
const BACKGROUND = '#16181d';
const FOREGROUND = '#d7dae0';
/** The sixteen ANSI colours; those above them are computed. */
const PALETTE = [
  '#3b4048',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#d7dae0',
  '#7f8693',
  '#ef7f88',
  '#a9d48a',
  '#f0d399',
  '#7cc0ff',
  '#d993ec',
  '#6fcad6',
  '#ffffff',
];

/** A terminal's visible screen as an SVG picture. */
export function terminalToSvg(terminal: xterm.Terminal, title: string): string {
  const { active } = terminal.buffer;
  const rows = Array.from({ length: terminal.rows }, (_, row) => active.getLine(active.viewportY + row));
  while (rows.length > 0 && (rows.at(-1)?.translateToString(true) ?? '') === '') rows.pop();
  const [width, height] = [terminal.cols * CELL.width + 2 * PADDING, rows.length * CELL.height + 2 * PADDING];
  const text = rows.flatMap((line, row) =>
    line ? runs(line, terminal.cols).map((run) => textElement(run, row)) : [],
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" role="img" aria-label="${escape(title)}">
<title>${escape(title)}</title>
<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
${text.join('\n')}
</g>
</svg>
`;
}

/** Viewers fold plain spaces, whatever xml:space says. */
const NO_BREAK_SPACE = '\u00a0';

interface Run {
  column: number;
  text: string;
  columns: number;
  color: string;
  background?: string;
  bold: boolean;
  dim: boolean;
}

/** Neighbouring cells of one look, as one piece of text. */
function runs(line: xterm.IBufferLine, columns: number): Run[] {
  const found: Run[] = [];
  for (let column = 0; column < columns; column++) {
    const cell = line.getCell(column);
    if (!cell || cell.getWidth() === 0) continue;
    const inverse = cell.isInverse() !== 0;
    const [front, back] = [cellColor(cell, 'fg') ?? FOREGROUND, cellColor(cell, 'bg')];
    const look = {
      color: inverse ? (back ?? BACKGROUND) : front,
      ...((inverse || back) && { background: inverse ? front : (back as string) }),
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
    };
    const last = found.at(-1);
    const text = cell.getChars() || ' ';
    if (
      last &&
      last.color === look.color &&
      last.background === look.background &&
      last.bold === look.bold &&
      last.dim === look.dim
    ) {
      last.text += text;
      last.columns += cell.getWidth();
    } else {
      found.push({ column, text, columns: cell.getWidth(), ...look });
    }
  }
  return found.filter(({ text, background }) => text.trim() !== '' || background);
}

function textElement(run: Run, row: number): string {
  const x = round(PADDING + run.column * CELL.width);
  const y = PADDING + row * CELL.height;
  const box = run.background
    ? `<rect x="${x}" y="${y}" width="${round(run.columns * CELL.width)}" height="${CELL.height}" fill="${run.background}"/>`
    : '';
  const style = `${run.bold ? ' font-weight="bold"' : ''}${run.dim ? ' opacity="0.6"' : ''}`;
  // textLength pins each piece to its columns, whatever font the reader has.
  return `${box}<text x="${x}" y="${y + 13.5}" fill="${run.color}" textLength="${round(run.columns * CELL.width)}"${style}>${escape(run.text).replaceAll(' ', NO_BREAK_SPACE)}</text>`;
}

function cellColor(cell: xterm.IBufferCell, side: 'fg' | 'bg'): string | undefined {
  const fg = side === 'fg';
  const value = fg ? cell.getFgColor() : cell.getBgColor();
  if (fg ? cell.isFgRGB() : cell.isBgRGB()) return `#${value.toString(16).padStart(6, '0')}`;
  if (!(fg ? cell.isFgPalette() : cell.isBgPalette())) return undefined;
  if (value < 16) return PALETTE[value];
  if (value >= 232) return `#${(8 + (value - 232) * 10).toString(16).padStart(2, '0').repeat(3)}`;
  const level = (n: number): string => (n === 0 ? 0 : 55 + n * 40).toString(16).padStart(2, '0');
  const cube = value - 16;
  return `#${level(Math.floor(cube / 36))}${level(Math.floor(cube / 6) % 6)}${level(cube % 6)}`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
