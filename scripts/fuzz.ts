import { execa } from 'execa';

// `npm run fuzz -- [--seconds N] [--seed N]`: the fuzz tests for longer, with new inputs. Prints the seed.
const [, , ...args] = process.argv;
const valueOf = (flag: string, fallback: number): string => {
  const at = args.indexOf(flag);
  return String(at === -1 ? fallback : Number(args[at + 1]));
};
const seed = valueOf('--seed', Date.now() % 1_000_000);
console.log(`seed ${seed}`);
const { exitCode } = await execa('vitest', ['run', '--project', 'fuzz'], {
  preferLocal: true,
  stdio: 'inherit',
  reject: false,
  env: { OBS_LAB_FUZZ_SECONDS: valueOf('--seconds', 60), OBS_LAB_FUZZ_SEED: seed },
});
process.exitCode = exitCode ?? 1;
