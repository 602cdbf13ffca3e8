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

/** The one that the start page shows comes first, then by title. */
const START_UID = 'plumbline-is-it-good';

export const DASHBOARDS: readonly Dashboard[] = Object.values(FILES)
  .map((json) => {
    const { uid, title } = headSchema.parse(json);
    return { uid, title, json };
  })
  .sort((a, b) => Number(b.uid === START_UID) - Number(a.uid === START_UID) || a.title.localeCompare(b.title, 'en'));
