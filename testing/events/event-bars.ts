/** The limits that the figures of events must meet. */
import type { Bar } from '../bars.js';
import type { BacklogFigures } from './backlog.js';
import { type HandEditFigures, WAYS } from './hand-edits.js';
import { POINTS } from './kill-points.js';
import type { KillFigures } from './kills.js';
import type { LoadFigures } from './load.js';
import type { MutatedFigures } from './mutated.js';
import type { Seen } from './node-red-stage.js';
import type { OutageFigures } from './outage-figures.js';
import type { StormFigures } from './storm.js';

/** What outages were like, and which changes do not count. */
export function outageText(played: readonly OutageFigures[]): string {
  const sum = sumOf(played);
  return (
    `${played.length} outages: ${sum(({ changes }) => changes)} changes, ` +
    `${sum(({ found }) => found)} events found in ${sum(({ comparisons }) => comparisons)} comparisons, ` +
    `${sum(({ restarts }) => restarts)} restarts. Apart from the bars: ` +
    `${sum(({ joined }) => joined)} changes are told by a later event of their record; ` +
    `${sum(({ cameAndWent }) => cameAndWent)} are of records that came and went between two comparisons, without a delivery; ` +
    `${sum(({ sameSecond }) => sameSecond)} were made in the same second after one that was told; ` +
    `${sum(({ undone }) => undone)} were removals that were undone while a comparison was to prove them; ` +
    `${sum(({ whileCompared }) => whileCompared)} were told by a comparison that was under way, and by a delivery.`
  );
}

export function outageBars(played: readonly OutageFigures[]): Bar[] {
  const sum = sumOf(played);
  return [
    bar(
      'outages: changes that were never delivered',
      sum(({ undelivered }) => undelivered),
      '>=',
      150 * played.length,
    ),
    bar(
      'outages: missing after the next comparison',
      sum(({ missing }) => missing.length),
      '==',
      0,
    ),
    bar(
      'outages: completeTo ahead of the truth',
      sum(({ ahead }) => ahead.length),
      '==',
      0,
    ),
    bar(
      'outages: told twice without redelivered',
      sum(({ twice }) => twice),
      '==',
      0,
    ),
  ];
}

/** @param where which hooks these are, in words */
export function handBars(
  where: string,
  { edits, places, left, red, unheard, touched }: HandEditFigures,
): Bar[] {
  return [
    bar(`${where} in ${WAYS} ways, at ${places} places`, edits, '==', WAYS * places),
    bar(`${where}: neither repaired nor red after one interval`, left.length, '==', 0),
    bar(`${where}: not to be repaired, and red`, red, '==', 1),
    bar(`${where}: projects without deliveries after it`, unheard.length, '==', 0),
    bar(`${where}: hooks of others that were touched`, touched.length, '==', 0),
  ];
}

/**
 * @param perPoint kills at each point
 * @param answered events that must have been answered at least
 */
export function killBars(killed: KillFigures, perPoint: number, answered: number): Bar[] {
  return [
    ...POINTS.map((point) => bar(`kills: ${point}`, killed.kills[point], '==', perPoint)),
    bar('kills: processes that ended otherwise', killed.otherwise.length, '==', 0),
    bar('kills: events answered with 2xx', killed.answered, '>=', answered),
    bar('kills: missing', killed.missing, '==', 0),
    bar('kills: again without redelivered', killed.unsaid, '==', 0),
    bar('kills: dead letters', killed.dead, '==', 0),
    bar('kills: still waiting at the end', killed.left, '==', 0),
  ];
}

/** @param blocks how often the flow was to be blocked, each time for `blockMs` */
export function blockBars(
  { blockedMs, refused }: LoadFigures & { readonly blockedMs: number },
  blocks: number,
  blockMs: number,
): Bar[] {
  const name = `flow blocked ${blocks} x ${blockMs / 1_000} s`;
  return [
    bar(`${name}: time without an answer to anybody`, blockedMs, '>=', (95 * blocks * blockMs) / 100, 'ms'),
    bar(`${name}: deliveries without a 2xx`, refused, '==', 0),
  ];
}

/** @param seen what the flow got of all ways together */
export function mutatedBars(
  mutated: Readonly<Record<string, MutatedFigures>>,
  { friends, intruders }: Pick<Seen, 'friends' | 'intruders'>,
  runs: number,
): Bar[] {
  const ofWay = ([name, { sent, wrong }]: [string, MutatedFigures]) => [
    bar(`mutated requests to the ${name}`, sent, '>=', runs),
    bar(`mutated requests to the ${name}: answered wrongly`, wrong.length, '==', 0),
  ];
  return [
    ...Object.entries(mutated).flatMap(ofWay),
    bar('mutated requests: events of senders without the secret that the flow got', intruders, '==', 0),
    // Otherwise the flow would not see who sent an event.
    bar('mutated requests: events of senders with it that the flow got', friends, '>=', runs / 10),
  ];
}

export function stormBars(joined: StormFigures, events: number): Bar[] {
  const name = `${events} events of one edit`;
  return [
    bar(`${name}: answered with 2xx`, events - joined.refused, '==', events),
    bar(`${name}: messages`, joined.messages, '==', 1),
    bar(`${name}: events in them`, joined.events, '==', events),
    bar(`${name}: messages with the record`, joined.records, '==', 1),
    bar(`${name}: reads`, joined.reads, '==', 1),
  ];
}

export function backlogBars(figures: BacklogFigures, events: number): Bar[] {
  const { rssGrowthMb, outOfOrder, handedOut, wanted } = figures;
  const name = `backlog of ${events}`;
  const off = (100 * Math.abs(handedOut - wanted)) / wanted;
  return [
    bar(`${name}: RSS growth`, rssGrowthMb, '<=', 64, 'MB'),
    bar(`${name}: out of order`, outOfOrder, '==', 0),
    bar(`${name}: off the pace of the flow`, off, '<=', 10, '%'),
  ];
}

function sumOf(played: readonly OutageFigures[]) {
  return (of: (each: OutageFigures) => number) => played.reduce((total, each) => total + of(each), 0);
}

export function bar(name: string, value: number, op: Bar['op'], limit: number, unit = ''): Bar {
  return { name, value, unit, op, bar: limit };
}
