/** Bits of the eight dots of a braille character, by row and column. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** One character of the picture, and the series it belongs to. */
export interface Cell {
  text: string;
  owner: number;
}

/**
 * A picture of braille dots, 2 × 4 per character. Each character belongs to one series: if lines cross, to the one
 * drawn last. Coordinates count dots from the top left.
 */
export class BrailleCanvas {
  readonly width: number;
  readonly height: number;
  private readonly dots: Uint8Array;
  private readonly owners: Int16Array;
  private readonly marks = new Map<number, string>();

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {
    this.width = columns * 2;
    this.height = rows * 4;
    this.dots = new Uint8Array(columns * rows);
    this.owners = new Int16Array(columns * rows).fill(-1);
  }

  dot(x: number, y: number, owner: number): void {
    const cell = this.cellAt(x, y);
    this.dots[cell]! |= DOTS[(y % 4) as 0 | 1 | 2 | 3][(x % 2) as 0 | 1];
    this.owners[cell] = owner;
  }

  /** A straight line, including both ends (Bresenham's algorithm). */
  line(fromX: number, fromY: number, toX: number, toY: number, owner: number): void {
    const dx = Math.abs(toX - fromX);
    const dy = -Math.abs(toY - fromY);
    let error = dx + dy;
    for (let x = fromX, y = fromY; ;) {
      this.dot(x, y, owner);
      if (x === toX && y === toY) return;
      const doubled = 2 * error;
      if (doubled >= dy) {
        error += dy;
        x += toX > fromX ? 1 : -1;
      }
      if (doubled <= dx) {
        error += dx;
        y += toY > fromY ? 1 : -1;
      }
    }
  }

  /** A character that replaces the dots of a cell. */
  mark(x: number, y: number, text: string, owner: number): void {
    const cell = this.cellAt(x, y);
    this.marks.set(cell, text);
    this.owners[cell] = owner;
  }

  /** The picture, line by line from the top. */
  cells(): (Cell | undefined)[][] {
    return Array.from({ length: this.rows }, (_, row) =>
      Array.from({ length: this.columns }, (_, column) => this.cell(row * this.columns + column)),
    );
  }

  private cell(index: number): Cell | undefined {
    const owner = this.owners[index]!;
    if (owner < 0) return undefined;
    return { text: this.marks.get(index) ?? String.fromCharCode(0x2800 + this.dots[index]!), owner };
  }

  private cellAt(x: number, y: number): number {
    return Math.floor(y / 4) * this.columns + Math.floor(x / 2);
  }
}
