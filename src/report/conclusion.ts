export type Tone = 'good' | 'info' | 'warn' | 'bad';

/** A statement that the runs support, and its evidence. */
export interface Conclusion {
  tone: Tone;
  claim: string;
  because: string;
}
