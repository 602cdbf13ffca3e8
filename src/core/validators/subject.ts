/** What validators look at: one interaction with its texts, analysed once for all of them. */
import { openPersonalData, type PersonalData } from './findPersonalData';
import { AnalysedText } from './text/analysedText';

export interface GivenDocument {
  readonly id: string;
  /** '' when unknown. */
  readonly version: string;
  /** 1 is first. */
  readonly rank: number;
  /** '' when only the id was sent. */
  readonly content: string;
}

/** One request and everything that is known of what the model was given. */
export interface CheckedInteraction {
  readonly question: string;
  readonly answer: string;
  /** What reached the model, by rank; empty where a search found nothing; null where the sender said nothing of documents. */
  readonly documents: readonly GivenDocument[] | null;
  readonly toolResults: readonly string[];
  /** Instructions and earlier messages: what they hold is not made up, but no document says it. */
  readonly otherContext: readonly string[];
  /** stop, length, tool_call, content_filter, error, as sent, or '' when unknown. */
  readonly finishReason: string;
  readonly isFailed: boolean;
  /** True when the texts are known to be cut or were never sent. */
  readonly isIncomplete: boolean;
}

/** ISO 639-1 code of the language of a text; '' when it cannot be told. */
export type LanguageOf = (text: string) => string;

/** Characters of one text that are looked at; what follows is not. It bounds the time that any text can take. */
export const MOST_TEXT = 20_000;
/** Documents that are looked at, and characters of all of them. */
export const MOST_DOCUMENTS = 50;
const MOST_DOCUMENT_TEXT = 200_000;

export interface SubjectDocument extends GivenDocument {
  readonly text: AnalysedText;
}

export interface Subject {
  readonly interaction: CheckedInteraction;
  readonly question: AnalysedText;
  readonly answer: AnalysedText;
  /** Null where the sender said nothing of documents. */
  readonly documents: readonly SubjectDocument[] | null;
  readonly tools: readonly AnalysedText[];
  /** Documents with their texts and results of tools; null when there are none, or the text of one is not known. */
  readonly sources: readonly AnalysedText[] | null;
  /** True when a part of the answer stands in what the model was given besides the sources: asked last, since it takes longest. */
  readonly givenElsewhere: (holds: (text: AnalysedText) => boolean) => boolean;
  readonly languageOf: (text: AnalysedText) => string;
  /** Personal data of the answer in the open: it is told by its type, and quoted nowhere. */
  readonly personalData: () => readonly PersonalData[];
}

export type Analyse = (text: string) => AnalysedText;

/** @param analyse may give back what it made of the same text before */
export function subjectOf(interaction: CheckedInteraction, analyse: Analyse, languageOf: Subject['languageOf']): Subject {
  const cut = (text: string): AnalysedText => analyse(text.slice(0, MOST_TEXT));
  const documents = interaction.documents === null ? null : readDocuments(interaction.documents, cut);
  const tools = interaction.toolResults
    .filter((text) => text !== '')
    .slice(0, MOST_DOCUMENTS)
    .map(cut);
  const question = new AnalysedText(interaction.question.slice(0, MOST_TEXT));
  let elsewhere: readonly AnalysedText[] | undefined;
  let personal: readonly PersonalData[] | undefined;
  return {
    interaction,
    personalData: () => (personal ??= openPersonalData(interaction.answer.slice(0, MOST_TEXT))),
    question,
    answer: new AnalysedText(interaction.answer.slice(0, MOST_TEXT)),
    documents,
    tools,
    sources: sourcesOf(interaction, documents, tools),
    givenElsewhere(holds) {
      elsewhere ??= [question, ...interaction.otherContext.map((text) => new AnalysedText(text))];
      return elsewhere.some(holds);
    },
    languageOf,
  };
}

function readDocuments(given: readonly GivenDocument[], cut: Analyse): SubjectDocument[] {
  let left = MOST_DOCUMENT_TEXT;
  return given.slice(0, MOST_DOCUMENTS).map((document) => {
    const content = document.content.slice(0, left);
    left -= content.length;
    return { ...document, text: cut(content) };
  });
}

function sourcesOf(
  { documents: given }: CheckedInteraction,
  documents: readonly SubjectDocument[] | null,
  tools: readonly AnalysedText[],
): readonly AnalysedText[] | null {
  const isWhole =
    (given ?? []).length <= MOST_DOCUMENTS &&
    (documents ?? []).every(({ content, text }) => content !== '' && text.text.length === content.length);
  const texts = [...(documents ?? []).map(({ text }) => text), ...tools];
  return isWhole && texts.length > 0 && (documents ?? []).length > 0 ? texts : null;
}
