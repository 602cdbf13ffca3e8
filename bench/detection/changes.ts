/** Rows 3 to 8: how many changes are found in time, and how soon. */
import type { Part, PartContext } from './part';
import { CHANGES, type ChangeScenario } from './scenarios';
import { FURTHER_NOISES, makeStream, WARM_UP, WOBBLING, type Noise, type Stream } from './stream';
import { foundShare, medianDelay, powerText, shareInterval, targetRow, type Row } from './targetRow';
import { delayOf, fifteenPercent, scanWatcher, tenPercent, type Watcher } from './watch';

/** Changes are far cheaper to watch than months without one, and a power of 99 % is told from 97 % by a hundred of them. */
const STREAMS_FACTOR = 4;
/** A stream that fires in the day before its change found something else. */
const BEFORE = 24;
const WATCHERS: readonly ((stream: Stream) => Watcher)[] = [scanWatcher, tenPercent, fifteenPercent];

export const changes: Part = {
  rows: [3, 4, 5, 6, 7, 8],
  measure: (context) => [
    ...CHANGES.map((scenario) => changeRow(scenario, WOBBLING, scenario.row, context)),
    ...FURTHER_NOISES.flatMap((noise) =>
      CHANGES.filter(({ perDay, name }) => perDay === 1_000 && name === '-0.2 sudden').map((scenario) =>
        changeRow(scenario, noise, `${scenario.row}+`, context),
      ),
    ),
  ],
};

/** The change begins at another hour of the week each time. */
function changeRow(scenario: ChangeScenario, noise: Noise, row: number | string, { streams, seed, raw, say }: PartContext): Row {
  const { name, perDay, within, shift } = scenario;
  say(`${name}, ${perDay} a day, noise ${noise.name}`);
  const delays = WATCHERS.map((): (number | null)[] => []);
  for (let index = 0; index < STREAMS_FACTOR * streams; index++) {
    const change = WARM_UP + BEFORE + ((index * 7) % 168);
    const start = seed(scenario.row) + perDay * 1000 + index;
    const stream = makeStream({ perDay, hours: change + within, noise, seed: start, shift: (hour) => shift(hour - change) });
    WATCHERS.forEach((watch, place) => {
      const fires = watch(stream);
      if (delayOf(fires, change - BEFORE, BEFORE) === null) delays[place]?.push(delayOf(fires, change, within));
    });
  }
  const [scan = [], ten = [], fifteen = []] = delays;
  const label = `${name}${noise === WOBBLING ? '' : `, noise ${noise.name}`}`;
  raw[`delay h (-1: not found), ${label}, ${perDay} a day`] = scan.map((delay) => delay ?? -1);
  return targetRow({
    row,
    scenario: label,
    perDay,
    measured: powerText(scan),
    interval: shareInterval(foundShare(scan), scan.length),
    target: `>= ${scenario.power * 100} %, <= ${scenario.delay} h`,
    met: foundShare(scan) >= scenario.power && medianDelay(scan) <= scenario.delay,
    usual: `10 % in 24 h: ${powerText(ten)}; 15 % of 7 d: ${powerText(fifteen)}`,
  });
}
