import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { BOUND_SENDER } from '../../core/model/boundSender';
import { DocumentList } from './DocumentList';
import { givenDocuments } from './givenDocuments';
import { LongText } from './LongText';
import { Facts, Part } from './Part';
import type { StageRow, StageText } from './readFrames';
import { readMessages } from './readMessages';
import { stageFacts } from './stageFacts';
import type { TraceView } from './view';

interface Props {
  readonly view: TraceView;
  readonly row: StageRow;
  readonly search: string;
}

/** What is known of one stage. */
export function StageDetails({ view, row, search }: Props) {
  const styles = useStyles2(getStyles);
  const text = view.texts.get(row.id);
  const dropped = row.number('dropped_attributes') ?? 0;
  // Says who may have sent it, which is nothing that was mended.
  const mended = row.flags.filter((flag) => flag !== BOUND_SENDER);
  const attributes = Object.entries(row.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  const listsDocuments = row.documents.length > 0 || row.number('documents_known') === 1;
  return (
    <>
      <h2 className={styles.title}>
        {row.stage !== '' && row.stage !== 'other' ? `${row.stage}: ` : ''}
        {row.name}
      </h2>
      {dropped > 0 && (
        <p className={styles.warning}>
          The SDK dropped {dropped.toLocaleString('en')} attributes or events of this stage: what follows may be incomplete.
        </p>
      )}
      {(text?.isTruncated ?? false) && <p className={styles.warning}>Text of this stage was cut when it was sent or stored.</p>}
      {(text?.isCut ?? false) && (
        <p className={styles.warning}>Texts are shown up to {view.mostText.toLocaleString('en')} characters here.</p>
      )}
      {mended.length > 0 && <p className={styles.note}>Mended on arrival: {mended.join(', ').replaceAll('_', ' ')}.</p>}
      <Facts facts={stageFacts(row, view.start)} />
      {listsDocuments && (
        <Part title="Documents by rank">
          <DocumentList documents={givenDocuments(row, view)} search={search} />
        </Part>
      )}
      {text !== undefined && <Texts text={text} hasDocuments={listsDocuments} search={search} />}
      {attributes.length > 0 && (
        <details className={styles.attributes}>
          <summary>{attributes.length} attributes as sent</summary>
          <Facts facts={attributes} />
        </details>
      )}
      <p className={styles.note}>
        Span {row.id}
        {row.parent !== '' && `, below ${row.parent}`}
      </p>
    </>
  );
}

function Texts({ text, hasDocuments, search }: { readonly text: StageText; readonly hasDocuments: boolean; readonly search: string }) {
  const parts: readonly (readonly [title: string, text: string])[] = [
    ['Instructions', text.systemInstructions],
    ['Tools offered', text.toolDefinitions],
    ['Arguments', text.toolArguments],
    ['Result', text.toolResult],
  ];
  const asked = text.inputMessages === '' ? text.input : text.inputMessages;
  const said = text.outputMessages === '' ? text.output : text.outputMessages;
  return (
    <>
      {parts.map(([title, part]) => part !== '' && <Text key={title} title={title} text={part} search={search} />)}
      {asked !== '' && <Messages title="Input" text={asked} search={search} />}
      {said !== '' && <Messages title="Output" text={said} search={search} />}
      {!hasDocuments && text.documents !== '' && <Text title="Documents" text={text.documents} search={search} />}
    </>
  );
}

function Text({ title, text, search }: { readonly title: string; readonly text: string; readonly search: string }) {
  return (
    <Part title={title}>
      <LongText name={title.toLowerCase()} text={text} search={search} />
    </Part>
  );
}

/** Messages one below the other; a text that is none is shown as it stands. */
function Messages({ title, text, search }: { readonly title: string; readonly text: string; readonly search: string }) {
  const styles = useStyles2(getStyles);
  const blocks = readMessages(text);
  if (blocks === null) return <Text title={title} text={text} search={search} />;
  return (
    <Part title={title}>
      {blocks.map((block, index) => (
        // Messages of one call keep their order.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className={styles.message}>
          <span className={styles.role}>{[block.role, block.title].filter((part) => part !== '').join(' · ')}</span>
          {block.text !== '' && <LongText name={`message ${index + 1}`} text={block.text} search={search} />}
        </div>
      ))}
    </Part>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ margin: theme.spacing(0, 0, 1), fontSize: theme.typography.h5.fontSize, overflowWrap: 'anywhere' }),
  warning: css({ margin: theme.spacing(0, 0, 0.5), color: theme.colors.warning.text, fontSize: theme.typography.bodySmall.fontSize }),
  note: css({
    margin: theme.spacing(0, 0, 0.5),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
  }),
  message: css({ marginBottom: theme.spacing(0.75) }),
  role: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  attributes: css({
    marginBottom: theme.spacing(1),
    '> summary': {
      cursor: 'pointer',
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      marginBottom: theme.spacing(0.5),
    },
  }),
});
