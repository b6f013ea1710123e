/**
 * `npm run simulate:quota -- --json FILE` plays two hours of unlimited demand against Procore's limits in virtual time,
 * with this package's governor and with the pacing of other tools. Exits 1 if a bar is missed.
 */
import { type Bar, reportBars } from '../testing/bars.js';
import type { ServerOptions } from '../testing/quota/limited-server.js';
import { duration, type Outcome, unlimitedDemand } from '../testing/quota/run.js';
import { ledger, octokitStyle, pQueueStyle, type Strategy, sequential } from '../testing/quota/strategies.js';

const LIMITS = [
  { hourly: 3600, spike: 25 },
  { hourly: 600, spike: 25 },
  { hourly: 3600, spike: 100 },
];
const LATENCIES = [300, 2000, 6000];
const WINDOWS = ['fixed', 'sliding'] as const;
const THREE_COMPANIES = ['north', 'south', 'west'];

/** Ten seconds for every 25 requests except the last 25: no schedule can be faster. */
const BOUND_OF_1000 = 390_000;

interface Row extends Outcome {
  readonly strategy: string;
  readonly limits: string;
  readonly latency: number;
  readonly window: string;
  readonly companies: number;
}

async function main(): Promise<void> {
  const rows: Row[] = [];
  const measure = async (strategy: Strategy, options: ServerOptions, companies: string[] = ['one']) => {
    const { hourly, spike, latency, window } = options;
    const outcome = await unlimitedDemand(strategy, options, companies);
    const limits = `${hourly}/h + ${spike}/10 s`;
    rows.push({ strategy: strategy.name, limits, latency, window, companies: companies.length, ...outcome });
    return outcome;
  };
  for (const limits of LIMITS) {
    for (const window of WINDOWS) {
      for (const latency of LATENCIES) await measure(ledger(0), { ...limits, window, latency });
    }
  }
  await measure(ledger(0), { hourly: 3600, spike: 25, window: 'fixed', latency: 300 }, THREE_COMPANIES);
  const own = [...rows];
  for (const strategy of [octokitStyle, pQueueStyle, sequential]) {
    for (const limits of LIMITS) await measure(strategy, { ...limits, window: 'fixed', latency: 300 });
  }
  const thousand = await duration(
    ledger(0),
    { hourly: 3600, spike: 25, window: 'fixed', latency: 300 },
    1000,
  );
  const atDefault = await unlimitedDemand(ledger(0.02), {
    hourly: 3600,
    spike: 25,
    window: 'fixed',
    latency: 300,
  });

  print(rows);
  const full = own.filter((row) => row.latency === 300 && row.window === 'fixed');
  const bars: Bar[] = [
    { name: '429 answers, all runs of the ledger', value: sum(own), unit: '', op: '==', bar: 0 },
    { name: '429 answers with the default reserve', value: atDefault.refused, unit: '', op: '==', bar: 0 },
    {
      name: 'quota used, fixed hour, 0.3 s, reserve 0',
      value: Math.min(...full.map((row) => row.used)),
      unit: 'share',
      op: '>=',
      bar: 0.995,
    },
    {
      name: '1,000 requests against the bound of 390 s',
      value: thousand.ms / BOUND_OF_1000,
      unit: 'ratio',
      op: '<=',
      bar: 1.05,
    },
  ];
  reportBars(bars, { rows, thousand, atDefault });
}

const sum = (rows: readonly Row[]) => rows.reduce((total, row) => total + row.refused, 0);

function print(rows: readonly Row[]): void {
  process.stdout.write(
    `${'strategy'.padEnd(30)}${'limits'.padEnd(20)}${'latency'.padEnd(9)}${'window'.padEnd(9)}${'companies'.padEnd(11)}${'served'.padEnd(9)}${'used'.padEnd(9)}429s\n`,
  );
  for (const row of rows) {
    const used = `${(row.used * 100).toFixed(1)} %`;
    process.stdout.write(
      `${row.strategy.padEnd(30)}${row.limits.padEnd(20)}${`${row.latency / 1000} s`.padEnd(9)}${row.window.padEnd(9)}${String(row.companies).padEnd(11)}${String(row.served).padEnd(9)}${used.padEnd(9)}${row.refused}\n`,
    );
  }
}

main();
