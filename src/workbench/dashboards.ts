/** The shipped dashboards: whatever lies in provisioning/dashboards, so that none has to be named here. */
import { z } from 'zod';

const FILES: Readonly<Record<string, unknown>> = import.meta.glob('../../provisioning/dashboards/*.json', {
  eager: true,
  import: 'default',
});

const headSchema = z.looseObject({ uid: z.string(), title: z.string() });

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly json: unknown;
}

/** As an operator reads: the whole first, then each question, then what stands behind it. Others follow by title. */
const READING_ORDER = [
  'plumbline-four-questions',
  'plumbline-is-it-good',
  'plumbline-is-it-worse',
  'plumbline-trace',
  'plumbline-cost',
  'plumbline-retrieval',
  'plumbline-judge-health',
  'plumbline-infrastructure-example',
];

/** Shown at the address of the page itself. */
const FIRST_UID = 'plumbline-is-it-good';

export const DASHBOARDS: readonly Dashboard[] = Object.values(FILES)
  .map((json) => {
    const { uid, title } = headSchema.parse(json);
    return { uid, title, json };
  })
  .sort((a, b) => placeOf(a.uid) - placeOf(b.uid) || a.title.localeCompare(b.title, 'en'));

function placeOf(uid: string): number {
  const place = READING_ORDER.indexOf(uid);
  return place === -1 ? READING_ORDER.length : place;
}

export function dashboardOf(uid: string): Dashboard | undefined {
  return DASHBOARDS.find((one) => one.uid === uid);
}

/** The dashboard of an address, the first one when it names none; undefined for another page. */
export function shownDashboard(path: string, search: string): Dashboard | undefined {
  const [, inPath] = /^\/d\/([^/]+)/.exec(path) ?? [];
  if (inPath === undefined && path !== '/') return undefined;
  const uid = inPath ?? new URLSearchParams(search).get('dashboard') ?? '';
  return dashboardOf(uid) ?? dashboardOf(FIRST_UID) ?? DASHBOARDS[0];
}
