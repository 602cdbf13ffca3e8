import { languageOf } from './languageOf';

test.each([
  ['Where is my order?', 'English'],
  ['Wie lange kann ich die Lampe zurückgeben?', 'German'],
  ['Comment puis-je rendre la lampe ?', 'French'],
  ['¿Cómo puedo devolver la lámpara?', 'Spanish'],
  ['Come posso restituire la lampada?', 'Italian'],
  ['Como posso devolver a lâmpada? Não sei onde está.', 'Portuguese'],
  ['Hoe kan ik de lamp terugsturen?', 'Dutch'],
  ['返品ポリシーは何ですか', 'Japanese'],
  ['退货政策是什么', 'Chinese'],
  ['반품 정책', 'Korean'],
  ['سياسة الإرجاع', 'Arabic'],
  ['Как вернуть лампу?', 'Russian'],
  ['A-1204', 'English'],
  ['12345', 'unknown'],
  ['', 'unknown'],
])('%s is %s', (text, expected) => expect(languageOf(text)).toBe(expected));
