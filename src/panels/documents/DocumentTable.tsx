import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { formatCount, formatShare } from '../../ui/format';
import { tableStyles } from '../../ui/tableStyles';
import { Effect } from './Effect';
import type { DocumentsLayout } from './layout';
import { RankBars } from './RankBars';
import { Trend } from './Trend';
import type { DocumentView, VersionView } from './view';

interface Props {
  readonly documents: readonly DocumentView[];
  readonly dimension: string;
  readonly layout: DocumentsLayout;
  readonly timeZone: string;
  /** Points of a trend over the whole range. */
  readonly points: number;
}

/** A row a document and version, the most suspect first. */
export function DocumentTable({ documents, dimension, layout, timeZone, points }: Props) {
  const styles = useStyles2(getStyles);
  const at = (time: number): string => dateTimeFormat(time, { timeZone, format: 'ddd D MMM HH:mm' });
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Document</th>
          <th scope="col" className={styles.number}>
            Requests
          </th>
          {layout.ranks && <th scope="col">Ranks 1, 2, 3, later</th>}
          {layout.used && (
            <th scope="col" className={styles.number}>
              Used
            </th>
          )}
          {layout.effect && <th scope="col">{dimension} with it, without</th>}
          {layout.lead && <th scope="col">At rank 1, others</th>}
          {layout.trend && <th scope="col">Trend</th>}
          {layout.firstSeen && <th scope="col">First seen</th>}
        </tr>
      </thead>
      <tbody>
        {documents.map((document) => (
          <tr key={document.key}>
            <th scope="row">
              <Name document={document} at={at} />
            </th>
            <td className={styles.number}>
              {formatCount(document.requests)} <span className={styles.detail}>{formatShare(document.share)}</span>
            </td>
            {layout.ranks && (
              <td>
                <RankBars ranks={document.ranks} />
              </td>
            )}
            {layout.used && <td className={styles.number}>{formatShare(document.usedShare)}</td>}
            {layout.effect && (
              <td>
                <Effect effect={document.presence} none={document.judged === 0 ? 'not judged' : 'given to all answers of its topics'} />
              </td>
            )}
            {layout.lead && (
              <td>
                <Effect effect={document.lead} none={document.judged === 0 ? 'not judged' : 'nothing to compare'} />
              </td>
            )}
            {layout.trend && (
              <td>
                <Trend document={document} dimension={dimension} points={points} />
              </td>
            )}
            {layout.firstSeen && <td className={styles.when}>{document.firstSeen === null ? '–' : at(document.firstSeen)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Name({ document, at }: { readonly document: DocumentView; readonly at: (time: number) => string }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <span className={styles.name}>{document.id}</span>{' '}
      {document.version !== '' && <span className={styles.detail}>{document.version}</span>}
      {document.suspectSince !== null && (
        <span className={styles.suspect}>
          <Icon name="exclamation-triangle" size="sm" aria-hidden /> Suspect since {at(document.suspectSince)}
          {document.reason !== '' && `: ${document.reason}`}
        </span>
      )}
      {document.versions.map((version) => (
        <span key={`${version.id}${version.version}`} className={styles.version}>
          <Icon name="copy" size="sm" aria-hidden /> {versionText(version)}
        </span>
      ))}
    </>
  );
}

/** `Newer version return-policy-v2.md is in use, too; 47 requests were given both`. */
function versionText({ id, version, together, relation }: VersionView): string {
  const name = relation === 'other' ? `Another version` : `${relation === 'newer' ? 'A newer' : 'An older'} version`;
  const both =
    together === 0 ? 'never given together' : `${formatCount(together)} ${together === 1 ? 'request was' : 'requests were'} given both`;
  return `${name}, ${id}${id.toLowerCase().includes(version.toLowerCase()) ? '' : ` ${version}`}, is in use: ${both}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...tableStyles(theme),
  name: css({ fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.primary, overflowWrap: 'anywhere' }),
  detail: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  suspect: css({ display: 'block', color: theme.colors.error.text, fontSize: theme.typography.bodySmall.fontSize }),
  version: css({ display: 'block', color: theme.colors.warning.text, fontSize: theme.typography.bodySmall.fontSize }),
  when: css({ whiteSpace: 'nowrap', fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary }),
});
